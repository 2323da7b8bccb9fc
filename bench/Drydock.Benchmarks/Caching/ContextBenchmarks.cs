using BenchmarkDotNet.Attributes;
using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;
using Drydock.Linux.Files;
using Drydock.Storage;

namespace Drydock.Benchmarks.Caching;

/// <summary>Looking at a context: selecting its files, hashing them on all cores, and recalling digests that are known.</summary>
public class ContextBenchmarks
{
    private const int Files = 10_000;
    private const int FileBytes = 4096;
    private string _root = "";
    private Store _store = null!;
    private SourceTree _tree = null!;
    private SelectedSource _selected = null!;

    /// <summary>Makes a context, and a store that remembers its digests.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _root = Directory.CreateTempSubdirectory("drydock-bench").FullName;
        var content = new byte[FileBytes];
        for (var i = 0; i < Files; i++)
        {
            var folder = Directory.CreateDirectory(Path.Join(_root, "context", $"{i / 100:D3}")).FullName;
            Random.Shared.NextBytes(content);
            File.WriteAllBytes(Path.Join(folder, $"{i % 100:D2}"), content);
        }

        // What was written a moment ago is not remembered.
        Thread.Sleep(2 * FileDigestIndex.RacyWindow);
        _store = Store.Open(Path.Join(_root, "store"), TimeProvider.System);
        _tree = Open(FileDigestIndex.Open(_store, "context"));
        _selected = Select();
        _tree.Digests.Read(_tree.Root, _selected.Items, CancellationToken.None);
    }

    /// <summary>Removes both.</summary>
    [GlobalCleanup]
    public void Remove()
    {
        _tree.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Lists the files with all that counts of them but their content.</summary>
    [Benchmark]
    [Amount(Files, 0)]
    public SelectedSource Select() => new SourceSelector(_tree, IgnoreMatcher.None, keepParents: false).Select(".").Single();

    /// <summary>Finds the digests of files that did not change.</summary>
    [Benchmark]
    [Amount(Files, 0)]
    public bool Recall()
    {
        Forget();
        return _tree.Digests.Recall(_selected.Items);
    }

    /// <summary>Reads and hashes all.</summary>
    [Benchmark]
    [Amount(Files, (long)Files * FileBytes)]
    public void Hash()
    {
        Forget();
        new FileDigests(null, TimeProvider.System).Read(_tree.Root, _selected.Items, CancellationToken.None);
    }

    private SourceTree Open(FileDigestIndex index) =>
        new(RootedDirectory.Open(Path.Join(_root, "context")), IgnoreMatcher.None, keepOwner: false, new FileDigests(index, TimeProvider.System));

    private void Forget()
    {
        foreach (var item in _selected.Items)
        {
            item.Content = default;
        }
    }
}
