using BenchmarkDotNet.Attributes;
using Drydock.Layers;
using Drydock.Layers.Erofs;
using Drydock.Layers.Tar;
using Drydock.Linux;

namespace Drydock.Benchmarks.Layers;

/// <summary>Layer tars in memory: writing, with what is computed beside it, and reading.</summary>
public class TarBenchmarks
{
    private const int Files = 10_000;
    private const int FileBytes = 4096;
    private readonly byte[] _content = new byte[FileBytes];
    private LayerEntry[] _entries = [];
    private byte[] _tar = [];

    /// <summary>Makes the entries: folders of a hundred files.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        Random.Shared.NextBytes(_content);
        _entries = [.. Enumerable.Range(0, Files / 100).SelectMany(Folder)];
        using var stream = new MemoryStream();
        Write(new TarWriter(stream));
        _tar = stream.ToArray();
    }

    /// <summary>Headers and contents, and nothing else.</summary>
    [Benchmark]
    [Amount(Files, (long)Files * FileBytes)]
    public void WriteTar() => Write(new TarWriter(Stream.Null));

    /// <summary>As a COPY does it: the tar, its digest, a digest of each file, and the index.</summary>
    [Benchmark]
    [Amount(Files, (long)Files * FileBytes)]
    public LayerSummary WriteLayer()
    {
        var index = new ErofsIndexBuilder();
        using var writer = new LayerWriter(Stream.Null, index);
        foreach (var entry in _entries)
        {
            using var content = new MemoryStream(_content);
            writer.Add(entry, content, wantDigest: true);
        }

        var summary = writer.Complete();
        index.Write(Stream.Null, summary.TarBytes);
        return summary;
    }

    /// <summary>All headers and contents.</summary>
    [Benchmark]
    [Amount(Files, (long)Files * FileBytes)]
    public long ReadTar()
    {
        using var reader = new TarReader(new MemoryStream(_tar));
        var bytes = 0L;
        while (reader.Next() is { } entry)
        {
            bytes += entry.Size;
            reader.Content.CopyTo(Stream.Null);
        }

        return bytes;
    }

    /// <summary>As a pull does it: read, check, hash, and index.</summary>
    [Benchmark]
    [Amount(Files, (long)Files * FileBytes)]
    public LayerSummary ImportTar() => LayerImporter.Import(new MemoryStream(_tar), Stream.Null, new ErofsIndexBuilder());

    private static IEnumerable<LayerEntry> Folder(int folder)
    {
        yield return new LayerEntry { Path = UnixPath.FromText($"{folder:D3}"), Type = LayerEntryType.Directory, Mode = 0b111_101_101 };
        foreach (var file in Enumerable.Range(0, 100))
        {
            yield return new LayerEntry { Path = UnixPath.FromText($"{folder:D3}/{file:D2}"), Type = LayerEntryType.Regular, Mode = 0b110_100_100, Size = FileBytes };
        }
    }

    private void Write(TarWriter writer)
    {
        foreach (var entry in _entries)
        {
            writer.WriteHeader(entry);
            if (entry.Type == LayerEntryType.Regular)
            {
                writer.WriteContent(_content);
            }
        }

        writer.Complete();
    }
}
