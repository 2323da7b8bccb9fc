using BenchmarkDotNet.Attributes;
using Drydock.Build.Caching;
using Drydock.Storage;

namespace Drydock.Benchmarks.Caching;

/// <summary>What each step of a rebuild without a change costs: its key, and the record that the key leads to.</summary>
public class CacheBenchmarks
{
    private const int Keys = 100;
    private readonly List<CacheKey> _keys = [];
    private int _made;
    private string _root = "";
    private Store _store = null!;

    /// <summary>Makes a store with records.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _root = Directory.CreateTempSubdirectory("drydock-bench").FullName;
        _store = Store.Open(_root, TimeProvider.System);
        for (var i = 0; i < Keys; i++)
        {
            _keys.Add(Key(i));
            _store.Cache.Write(_keys[i].Digest, new CacheRecord { Value = "made", Created = "2025-01-01T00:00:00Z", Ingredients = _keys[i].Ingredients });
        }
    }

    /// <summary>Removes the store.</summary>
    [GlobalCleanup]
    public void Remove() => Directory.Delete(_root, recursive: true);

    /// <summary>Keys of RUN steps with an environment.</summary>
    [Benchmark]
    [Amount(Keys, 0)]
    public CacheKey MakeKeys()
    {
        var last = Key(_made);
        for (var i = 1; i < Keys; i++)
        {
            last = Key(++_made);
        }

        return last;
    }

    /// <summary>Records that are there.</summary>
    [Benchmark]
    [Amount(Keys, 0)]
    public int Find() => _keys.Count(key => _store.Cache.Find(key.Digest) is not null);

    private static CacheKey Key(int number) => new CacheKeyBuilder("run")
        .Add("parent", $"sha256:{number:D64}")
        .AddAll("argument", ["/bin/sh", "-c", $"make step-{number}"])
        .AddAll("env", ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"])
        .Add("workdir", "/src")
        .Build();
}
