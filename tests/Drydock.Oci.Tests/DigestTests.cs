using System.Text;

namespace Drydock.Oci.Tests;

public sealed class DigestTests
{
    private const string EmptyHex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Parse_WellFormed_HasItsParts()
    {
        var digest = Digest.Parse("sha256:" + EmptyHex);
        Assert.Equal(("sha256", EmptyHex, "e3b0c44298fc"), (digest.Algorithm, digest.Hex, digest.ShortHex));
        Assert.Equal("sha256:" + EmptyHex, digest.ToString());
        Assert.False(digest.IsEmpty);
        Assert.Equal("sha512", Digest.Parse("sha512:" + EmptyHex + EmptyHex).Algorithm);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256")]
    [InlineData(EmptyHex)]
    [InlineData("sha256:" + EmptyHex + "0")]
    [InlineData("sha512:" + EmptyHex)]
    [InlineData("md5xxx:" + EmptyHex)]
    [InlineData("SHA256:" + EmptyHex)]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../etc/passwd000")]
    [InlineData(" sha256:" + EmptyHex)]
    public void TryParse_Malformed_IsFalse(string? text)
    {
        Assert.False(Digest.TryParse(text, out var digest));
        Assert.True(digest.IsEmpty);
        Assert.Throws<FormatException>(() => Digest.Parse(text ?? ""));
    }

    [Fact]
    public void OfBytes_IsTheHash()
    {
        Assert.Equal("sha256:" + EmptyHex, Digest.OfBytes([]).ToString());
        Assert.Equal(Digest.Parse("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), Digest.OfBytes(Encoding.ASCII.GetBytes("abc")));
        Assert.Equal(Digest.OfBytes([]), Digest.FromSha256(Convert.FromHexString(EmptyHex)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Digest.FromSha256([1, 2]));
    }

    [Fact]
    public void Default_HasNoText()
    {
        Assert.True(default(Digest).IsEmpty);
        Assert.Equal("", default(Digest).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Digest).Hex);
    }

    [Fact]
    public void Comparisons_AreOrdinal()
    {
        var (low, high) = (Digest.Parse("sha256:" + new string('0', 64)), Digest.Parse("sha256:" + new string('f', 64)));
        Assert.True(low < high && low <= high && high > low && high >= low && default(Digest) < low);
        Assert.Equal([low, high], new[] { high, low }.Order());
    }
}
