using System.Security.Cryptography;

namespace Drydock.Oci.Tests;

public sealed class ShortSha256Tests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Hash_PublishedExamples_GivesTheirHash(string text, string hex)
    {
        var hash = new byte[32];
        ShortSha256.Hash(System.Text.Encoding.ASCII.GetBytes(text), hash);
        Assert.Equal(hex, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void Hash_EveryLengthOfThreeBlocks_IsThatOfTheSystem()
    {
        var content = new byte[200];
        new Random(7).NextBytes(content);
        var hash = new byte[32];
        for (var length = 0; length <= content.Length; length++)
        {
            ShortSha256.Hash(content.AsSpan(0, length), hash);
            Assert.Equal(SHA256.HashData(content.AsSpan(0, length)), hash);
        }
    }

    [Theory]
    [InlineData(ShortSha256.LongestBytes)]
    [InlineData(ShortSha256.LongestBytes + 1)]
    public void OfBytes_AroundTheLimit_IsTheSame(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        Assert.Equal(Digest.FromSha256(SHA256.HashData(content)), Digest.OfBytes(content));
    }
}
