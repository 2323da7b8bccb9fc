using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Tests.Syntax;

public sealed class JsonStringArrayTests
{
    [Theory]
    [InlineData("[]", "")]
    [InlineData(" [ \"a\" ,\t\"b\" ] ", "a|b")]
    [InlineData("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"]", "\"\\/\b\f\n\r\tA")]
    [InlineData("[\"\\ud83d\\ude00\"]", "😀")]
    [InlineData("[\"\\ud83d\"]", "\uFFFD")]
    public void Read_OfStrings_GivesThem(string text, string expected)
    {
        Assert.Equal(JsonForm.Strings, JsonStringArray.Read(text, out var strings));
        Assert.Equal(expected, string.Join('|', strings));
    }

    [Fact]
    public void Read_OfBytesThatAreNoText_KeepsThem()
    {
        Assert.Equal(JsonForm.Strings, JsonStringArray.Read("[\"\uDC80\"]", out var strings));
        Assert.Equal("\uDC80", strings[0]);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("[\"a\", -1.5e+3]")]
    [InlineData("[null, true, false]")]
    [InlineData("[[]]")]
    [InlineData("[{\"a\": [1, {}]}, \"b\"]")]
    public void Read_OfOtherValues_SaysSo(string text) => Assert.Equal(JsonForm.Mixed, JsonStringArray.Read(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("{\"a\":1}")]
    [InlineData("[\"a\"")]
    [InlineData("[\"a]")]
    [InlineData("[\"a\",]")]
    [InlineData("[\"a\" \"b\"]")]
    [InlineData("['a']")]
    [InlineData("[\"a\"] b")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"\\u12\"]")]
    [InlineData("[\"\t\"]")]
    [InlineData("[01]")]
    [InlineData("[1.]")]
    [InlineData("[{\"a\" 1}]")]
    [InlineData("[tru]")]
    public void Read_OfSomethingElse_SaysSo(string text) => Assert.Equal(JsonForm.None, JsonStringArray.Read(text, out _));

    [Fact]
    public void Read_OfDeepNesting_Returns()
    {
        Assert.Equal(JsonForm.None, JsonStringArray.Read(new string('[', 1_000_000), out _));
        Assert.Equal(JsonForm.Mixed, JsonStringArray.Read(new string('[', 5000) + new string(']', 5000), out _));
    }
}
