using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Tests.Syntax;

public sealed class GoTextTests
{
    [Theory]
    [InlineData("a\"b\\", "\"a\\\"b\\\\\"")]
    [InlineData("\a\b\f\n\r\t\v", "\"\\a\\b\\f\\n\\r\\t\\v\"")]
    [InlineData("\0\u007f", "\"\\x00\\x7f\"")]
    [InlineData("é한😀", "\"é한😀\"")]
    [InlineData("\u00a0\u200b", "\"\\u00a0\\u200b\"")]
    [InlineData("\uE000", "\"\\ue000\"")]
    [InlineData("\U000F0000", "\"\\U000f0000\"")]
    public void Quote_OfText_IsGos(string text, string expected) => Assert.Equal(expected, GoQuote.Quote(text));

    [Fact]
    public void Quote_OfByteThatIsNoText_IsTheByte() => Assert.Equal("\"\\x80\\xff\"", GoQuote.Quote("\uDC80\uDCFF"));

    [Fact]
    public void QuoteList_OfTexts_HasBlanksBetween() => Assert.Equal("[\"a\" \"b c\"]", GoQuote.QuoteList(["a", "b c"]));

    [Theory]
    [InlineData("0", 0, "0s")]
    [InlineData("1ns", 1, "1ns")]
    [InlineData("1.5us", 1500, "1.5µs")]
    [InlineData("2ms", 2_000_000, "2ms")]
    [InlineData("30s", 30_000_000_000, "30s")]
    [InlineData("1m30s", 90_000_000_000, "1m30s")]
    [InlineData("90m", 5_400_000_000_000, "1h30m0s")]
    [InlineData("1h0.5s", 3_600_500_000_000, "1h0m0.5s")]
    [InlineData("-1s", -1_000_000_000, "-1s")]
    public void Duration_ReadAndPrinted_IsGos(string text, long nanoseconds, string printed)
    {
        Assert.True(GoDuration.TryParse(text, out var read));
        Assert.Equal(nanoseconds, read);
        Assert.Equal(printed, GoDuration.Format(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1x")]
    [InlineData("1 s")]
    [InlineData("99999999999h")]
    [InlineData("1.2.3s")]
    public void Duration_OfOtherText_IsRefused(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
