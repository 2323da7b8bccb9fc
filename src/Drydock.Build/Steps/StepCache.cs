using System.Collections.Concurrent;
using Drydock.Build.Caching;
using Drydock.Build.Caching.Sharing;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Steps;

/// <summary>Results of steps by cache key: looked up in the store, then in shared caches; made once whoever else wants them; recorded.</summary>
public sealed class StepCache
{
    private readonly Store _store;
    private readonly SharedCache? _shared;
    private readonly BaseLayers? _layers;
    private readonly ConcurrentDictionary<Digest, bool> _made = [];

    /// <summary>Results of a store.</summary>
    public StepCache(Store store) => _store = store;

    /// <summary>Results of a store and of shared caches.</summary>
    /// <param name="store">The store.</param>
    /// <param name="shared">The caches; null for none.</param>
    /// <param name="layers">Learns where layers of theirs are.</param>
    internal StepCache(Store store, SharedCache? shared, BaseLayers layers)
        : this(store) => (_shared, _layers) = (shared, layers);

    /// <summary>Whether this very build made the result of a key: an equal step takes it, even where the cache is ignored.</summary>
    public bool Made(CacheKey key) => _made.ContainsKey(key.Digest);

    /// <summary>A layer that can be used, by key; null when there is none. One of a shared cache may still have to be fetched.</summary>
    /// <param name="key">The key.</param>
    /// <param name="name">What the step is called in the progress.</param>
    public CacheRecord? FindLayer(CacheKey key, string name)
    {
        if (_store.Cache.Find(key.Digest) is not { Layer: { } id } record || _store.Layers.Find(id) is not { } layer)
        {
            return _shared?.Find(key, name, _layers!) is { Layer: not null } found ? found : null;
        }

        var now = _store.Time.GetUtcNow();
        _store.Layers.Settle(layer, now);
        _store.Cache.MarkUsed(key.Digest, now);
        _shared?.Note(key.Digest, record);
        return record;
    }

    /// <summary>A record without a layer, by key; null when there is none.</summary>
    public CacheRecord? FindRecord(CacheKey key)
    {
        if (_store.Cache.Find(key.Digest) is not { } record)
        {
            return _shared?.Find(key, "", _layers!);
        }

        _shared?.Note(key.Digest, record);
        return record;
    }

    /// <summary>A remembered value, by key.</summary>
    public string? FindValue(CacheKey key) => FindRecord(key)?.Value;

    /// <summary>Remembers a value.</summary>
    /// <returns>The time it was recorded with.</returns>
    public DateTimeOffset RecordValue(CacheKey key, string value)
    {
        var now = _store.Time.GetUtcNow();
        var record = new CacheRecord { Value = value, Created = OciTime.Format(now), Ingredients = key.Ingredients };
        _store.Cache.Write(key.Digest, record);
        _shared?.Note(key.Digest, record);
        return now;
    }

    /// <summary>Records the layer a step made, and perhaps a value that says more of it.</summary>
    public CacheRecord RecordLayer(CacheKey key, LayerRecord layer, DateTimeOffset began, string? value = null)
    {
        var now = _store.Time.GetUtcNow();
        var record = new CacheRecord
        {
            Layer = layer.Id,
            Value = value,
            Created = OciTime.Format(now),
            DurationMs = (long)(now - began).TotalMilliseconds,
            Ingredients = key.Ingredients,
        };
        _store.Cache.Write(key.Digest, record);
        _shared?.Note(key.Digest, record);
        _made[key.Digest] = true;
        return record;
    }

    /// <summary>Waits until no other process makes the result of this key, and keeps others from beginning to. Who waits says so.</summary>
    public async Task<FileLock> LockAsync(CacheKey key, VertexReporter vertex, CancellationToken cancellationToken)
    {
        if (_store.Cache.TryLock(key.Digest) is { } free)
        {
            return free;
        }

        vertex.Log(isError: true, "waiting for another build, which executes this step\n"u8);
        return await _store.Cache.LockAsync(key.Digest, cancellationToken);
    }

    /// <summary>The result of a step whose layer is known.</summary>
    public static StepResult Result(Snapshot parent, CacheKey key, CacheRecord record, bool cached) => new(
        parent.Push(record.Layer!, key.Digest.ToString()),
        OciTime.TryParse(record.Created, out var created) ? created : DateTimeOffset.UnixEpoch,
        cached) { Key = key };
}
