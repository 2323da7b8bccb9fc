using System.Text;

namespace Drydock.Linux.Tests;

public sealed class ByteTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Grüße 日本 🚢")]
    public void Decode_WellFormed_IsTheText(string text) => Assert.Equal(text, ByteText.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Decode_OtherByte_BecomesLoneSurrogate() => Assert.Equal("a\uDCFFb", ByteText.Decode([(byte)'a', 0xFF, (byte)'b']));

    [Fact]
    public void Encode_AnyBytesDecoded_AreTheSameBytes()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            Assert.Equal(bytes, ByteText.Encode(ByteText.Decode(bytes)));
        }
    }

    [Fact]
    public void Encode_EveryCutOfACharacter_IsTheSameBytes()
    {
        var bytes = Encoding.UTF8.GetBytes("🚢é");
        for (var start = 0; start < bytes.Length; start++)
        {
            for (var end = start; end <= bytes.Length; end++)
            {
                Assert.Equal(bytes[start..end], ByteText.Encode(ByteText.Decode(bytes.AsSpan(start, end - start))));
            }
        }
    }

    [Fact]
    public void Encode_EncodedSurrogates_AreKeptByteForByte()
    {
        // ED B2 80 would be U+DC80 if surrogates could be encoded: three bytes that are not well-formed.
        byte[] bytes = [0xED, 0xB2, 0x80];
        Assert.Equal(bytes, ByteText.Encode(ByteText.Decode(bytes)));
    }

    [Fact]
    public void Encode_SurrogateThatStandsForNoByte_IsReplaced() => Assert.Equal("\uFFFD"u8.ToArray(), ByteText.Encode("\uD800"));
}
