using Drydock.Layers.Compression;
using Drydock.Layers.Validation;
using Drydock.Oci;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Validation;

public sealed class LayerValidatorTests
{
    private static readonly Digest s_wrong = Digest.OfBytes("wrong"u8);

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Validate_TrueClaims_NoProblems(CompressionKind kind)
    {
        var tar = TarOf(Dir("a"), Regular("a/f", 3));
        var (blob, claims) = Compress(tar, kind);
        Assert.Empty(LayerValidator.Validate(new MemoryStream(blob), claims.Digest, claims.Size, Digest.OfBytes(tar), requireCanonical: true));
    }

    [Fact]
    public void Validate_AllClaimsFalse_ReportsAllOfThem()
    {
        var tar = TarOf(Dir("a"));
        var (blob, claims) = Compress(tar, CompressionKind.Gzip);
        Assert.Equal(
            [$"the DiffID is {Digest.OfBytes(tar)}, not {s_wrong}", $"the digest is {claims.Digest}, not {s_wrong}", $"the size is {claims.Size}, not 7"],
            LayerValidator.Validate(new MemoryStream(blob), s_wrong, 7, s_wrong));
    }

    [Fact]
    public void Validate_Damaged_SaysSoAndStillChecksTheBlob()
    {
        var (blob, claims) = Compress(TarOf(Regular("a", 40_000)), CompressionKind.Gzip);
        var problems = LayerValidator.Validate(new MemoryStream(blob[..^4]), claims.Digest, claims.Size, null);
        Assert.Equal(3, problems.Count);
        Assert.Equal("the layer cannot be read: the compressed data is cut short", problems[0]);
    }

    [Fact]
    public void Validate_OrderAndDuplicates_AreSeenOnlyWhenAskedFor()
    {
        var tar = TarOf(Dir("b"), Regular("a"), Regular("a"));
        Assert.Empty(LayerValidator.Validate(new MemoryStream(tar), null, null, null));
        Assert.Equal(["\"a\" is out of order", "\"a\" is there twice"], LayerValidator.Validate(new MemoryStream(tar), null, null, null, requireCanonical: true));
    }

    [Fact]
    public void Validate_ComponentOrder_IsCanonical()
    {
        var tar = TarOf(Dir("a"), Regular("a/x"), Regular("a-b"), Regular("a.c"), Whiteout(".wh.b"), Dir("c"));
        Assert.Empty(LayerValidator.Validate(new MemoryStream(tar), null, null, null, requireCanonical: true));
    }

    private static (byte[] Blob, CompressedBlob Claims) Compress(byte[] tar, CompressionKind kind)
    {
        using var output = new MemoryStream();
        using var stream = Compressor.Open(output, kind);
        stream.Write(tar);
        var claims = stream.Complete();
        return (output.ToArray(), claims);
    }
}
