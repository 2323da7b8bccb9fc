using System.IO.Compression;
using System.Security.Cryptography;
using Drydock.Layers.Compression;
using Drydock.Layers.Compression.Interop;
using Drydock.Layers.Tests.Support;
using Drydock.Oci;

namespace Drydock.Layers.Tests.Compression;

public sealed class CompressionTests
{
    public static TheoryData<int> Sizes => [0, 1, 511, 65536, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 4 << 20, 5_300_001];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gzip_AnySize_OtherToolsReadIt(int size)
    {
        var content = Sample(size);
        foreach (var level in new[] { 0, 1, 2, 3, 6, 9 })
        {
            var blob = Compress(content, CompressionKind.Gzip, level);
            Assert.Equal(content, Tool.Run(blob, "gzip", "-dc"));
            using var managed = new GZipStream(new MemoryStream(blob), CompressionMode.Decompress);
            Assert.Equal(content, All(managed));
            Assert.Equal(content, Decompress(blob));
        }
    }

    [Fact]
    public void Gzip_Header_NamesNoFileTimeOrSystem() =>
        Assert.Equal("1f8b08000000000000ff", Convert.ToHexStringLower(Compress([1], CompressionKind.Gzip, 2).AsSpan(0, 10)));

    [Theory]
    [InlineData(CompressionKind.Gzip, 2)]
    [InlineData(CompressionKind.Gzip, 6)]
    [InlineData(CompressionKind.Zstd, 3)]
    public void Open_NumberOfWorkersAndSizeOfWrites_DoNotChangeTheBytes(CompressionKind kind, int level)
    {
        var content = Sample(9_000_000);
        var blobs = new List<string>();
        foreach (var (workers, step) in new[] { (1, 9_000_000), (2, 1000), (7, 333_333) })
        {
            using var output = new MemoryStream();
            using CompressionStream stream = kind == CompressionKind.Gzip ? Compressor.OpenGzip(output, level, workers) : Compressor.OpenZstd(output, level, workers);
            for (var at = 0; at < content.Length; at += step)
            {
                stream.Write(content, at, Math.Min(step, content.Length - at));
                stream.Flush();
            }

            stream.Complete();
            blobs.Add(Convert.ToHexString(SHA256.HashData(output.ToArray())));
        }

        Assert.Single(blobs.Distinct());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("bzip2")]
    [InlineData("xz")]
    [InlineData("zstd")]
    public void Dispose_Twice_FreesOnceAndThenRefusesToRead(string tool)
    {
        var blob = Tool.Run(Sample(100_000), tool, "-c");
        var stream = Decompressor.Open(new MemoryStream(blob));
        Assert.True(stream.ReadByte() >= 0);
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Zstd_AnySize_OtherToolsReadIt(int size)
    {
        var content = Sample(size);
        foreach (var level in new[] { 1, 3, 19 })
        {
            var blob = Compress(content, CompressionKind.Zstd, level);
            Assert.Equal(content, Tool.Run(blob, "zstd", "-dc"));
            Assert.Equal(content, Decompress(blob));
        }
    }

    [Fact]
    public void None_Bytes_PassAsTheyAre() => Assert.Equal(Sample(3000), Compress(Sample(3000), CompressionKind.None, null));

    [Theory]
    [InlineData(CompressionKind.Bzip2, null)]
    [InlineData(CompressionKind.Xz, null)]
    public void Open_KindForReadingOnly_IsRefused(CompressionKind kind, int? level) =>
        Assert.Throws<NotSupportedException>(() => Compressor.Open(Stream.Null, kind, level));

    [Theory]
    [InlineData(CompressionKind.Gzip, 10)]
    [InlineData(CompressionKind.Gzip, -1)]
    [InlineData(CompressionKind.Zstd, 0)]
    [InlineData(CompressionKind.Zstd, 23)]
    public void Open_NoSuchLevel_IsRefused(CompressionKind kind, int level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Compressor.Open(Stream.Null, kind, level));

    [Theory]
    [InlineData("gzip", "-c")]
    [InlineData("gzip", "-9c")]
    [InlineData("pigz", "-c")]
    [InlineData("zstd", "-c")]
    [InlineData("zstd", "-c --ultra -22")]
    [InlineData("bzip2", "-c")]
    [InlineData("xz", "-c")]
    [InlineData("xz", "-9c")]
    [InlineData("xz", "--check=sha256 -c")]
    [InlineData("cat", "-")]
    public void Decompress_BlobOfOtherTool_AlsoInSeveralParts(string tool, string options)
    {
        foreach (var size in new[] { 0, 5, 700_000 })
        {
            var content = Sample(size);
            var blob = Tool.Run(content, tool, options.Split(' '));
            Assert.Equal(content, Decompress(blob));
            Assert.Equal([.. content, .. content, .. content], Decompress([.. blob, .. blob, .. blob]));
        }
    }

    [Fact]
    public void Decompress_GzipMembersOfEverySize_AreOneContent()
    {
        var expected = new MemoryStream();
        var blob = new MemoryStream();
        for (var size = 0; size < 400; size++)
        {
            var part = Sample(size * 7);
            expected.Write(part);
            blob.Write(size % 3 == 0 ? Tool.Run(part, "gzip", "-c") : Compress(part, CompressionKind.Gzip, (size % 3) + 1));
        }

        Assert.Equal(expected.ToArray(), Decompress(blob.ToArray()));
        Assert.Equal(expected.ToArray(), Decompress(blob.ToArray(), readSize: 13));
    }

    [Fact]
    public void Decompress_GzipWithNameCommentExtraAndPadding_IsRead()
    {
        var plain = Tool.Run("hello"u8.ToArray(), "gzip", "-nc");
        byte[] named = [.. plain.AsSpan(0, 3), 0x1C, .. plain.AsSpan(4, 6), 3, 0, 1, 2, 3, .. "name\0comment\0"u8, .. plain.AsSpan(10)];
        Assert.Equal("hello"u8.ToArray(), Decompress([.. named, .. new byte[700]]));
    }

    [Fact]
    public void Decompress_ZstdSkippableFrames_AreSkipped()
    {
        var frame = Compress("abc"u8.ToArray(), CompressionKind.Zstd, 3);
        byte[] skippable = [0x53, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 9, 9, 9, 9];
        Assert.Equal("abcabc"u8.ToArray(), Decompress([.. skippable, .. frame, .. skippable, .. frame, .. skippable]));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    [InlineData("xz")]
    public void Decompress_CutOrDamaged_NeverPassesAsWhole(string tool)
    {
        var content = Sample(30_000);
        var blob = Tool.Run(content, tool, "-c");
        for (var length = 10; length < blob.Length; length += 97)
        {
            Assert.Throws<LayerException>(() => Decompress(blob[..length]));
        }

        Assert.Throws<LayerException>(() => Decompress(blob[..^1]));
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var damaged = (byte[])blob.Clone();
            damaged[random.Next(16, blob.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Assert.Equal(content, Decompress(damaged));
            }
            catch (LayerException)
            {
            }
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    [InlineData("xz")]
    public void Decompress_Bomb_StopsAtTheRatio(string tool)
    {
        var bomb = Tool.Shell("""head -c 60M /dev/zero | "$1" -c""", tool);
        var limits = new LayerLimits { RatioFreeBytes = 1 << 20, MaxRatio = 100 };
        using var stream = Decompressor.Open(new MemoryStream(bomb), limits);
        var error = Assert.Throws<LayerException>(() => stream.CopyTo(Stream.Null));
        Assert.Contains("(over the limit)", error.Message, StringComparison.Ordinal);
        Assert.Equal(60 << 20, Decompress(bomb).Length);
    }

    [Fact]
    public void Managed_GzipFallback_ReadsRefusesAndStops()
    {
        var content = Sample(300_000);
        var blob = Tool.Run(content, "gzip", "-c");
        Assert.Equal(content, All(new ManagedGzipStream(new MemoryStream([.. blob]), LayerLimits.Default)));
        Assert.Throws<LayerException>(() => All(new ManagedGzipStream(new MemoryStream(blob[..^20]), LayerLimits.Default)));
        var bomb = Tool.Shell("head -c 9M /dev/zero | gzip -c");
        Assert.Throws<LayerException>(() => All(new ManagedGzipStream(new MemoryStream(bomb), new LayerLimits { RatioFreeBytes = 1 << 20, MaxRatio = 100 })));
    }

    [Fact]
    public void Crc32_TableAndLibrary_Agree()
    {
        Assert.True(Isal.IsAvailable, "libisal2 is needed for this test");
        foreach (var size in new[] { 0, 1, 7, 8, 9, 1000 })
        {
            var bytes = Sample(size);
            Assert.Equal(Crc32.Append(Crc32.Append(0, bytes), bytes), Crc32.AppendManaged(Crc32.AppendManaged(0, bytes), bytes));
        }

        Assert.Equal(0xCBF43926, Crc32.AppendManaged(0, "123456789"u8));
    }

    private static byte[] Compress(byte[] content, CompressionKind kind, int? level)
    {
        using var output = new MemoryStream();
        using var stream = Compressor.Open(output, kind, level);
        stream.Write(content);
        var blob = stream.Complete();
        Assert.Equal(new CompressedBlob(Digest.OfBytes(output.ToArray()), output.Length), blob);
        return output.ToArray();
    }

    private static byte[] Decompress(byte[] blob, int readSize = 80_000)
    {
        using var stream = Decompressor.Open(new MemoryStream(blob));
        using var all = new MemoryStream();
        stream.CopyTo(all, readSize);
        return all.ToArray();
    }

    private static byte[] All(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>Neither all zeros nor all noise.</summary>
    private static byte[] Sample(int size)
    {
        var random = new Random(size);
        var content = new byte[size];
        for (var i = 0; i < size; i++)
        {
            content[i] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(i >> 6);
        }

        return content;
    }
}
