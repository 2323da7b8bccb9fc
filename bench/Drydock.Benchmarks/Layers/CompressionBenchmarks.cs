using BenchmarkDotNet.Attributes;
using Drydock.Layers.Compression;

namespace Drydock.Benchmarks.Layers;

/// <summary>The pipelines between a layer's tar and its blob, on all cores, in memory.</summary>
public class CompressionBenchmarks
{
    private const int Bytes = 64 << 20;
    private byte[] _plain = [];
    private byte[] _compressed = [];

    /// <summary>What is compressed.</summary>
    [Params(CompressionKind.Gzip, CompressionKind.Zstd)]
    public CompressionKind Kind { get; set; }

    /// <summary>Makes bytes of which about half can be saved.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _plain = new byte[Bytes];
        var random = new Random(1);
        for (var i = 0; i < Bytes; i += 1024)
        {
            random.NextBytes(_plain.AsSpan(i, 512));
            _plain.AsSpan(i + 512, 512).Fill((byte)i);
        }

        using var output = new MemoryStream();
        Compress(output);
        _compressed = output.ToArray();
    }

    /// <summary>Compresses, and hashes what comes out.</summary>
    [Benchmark]
    [Amount(0, Bytes)]
    public CompressedBlob Compress() => Compress(Stream.Null);

    /// <summary>Decompresses.</summary>
    [Benchmark]
    [Amount(0, Bytes)]
    public void Decompress()
    {
        using var plain = Decompressor.Open(new MemoryStream(_compressed));
        plain.CopyTo(Stream.Null, 1 << 18);
    }

    private CompressedBlob Compress(Stream output)
    {
        using var stream = Compressor.Open(output, Kind);
        stream.Write(_plain);
        return stream.Complete();
    }
}
