using System.Collections.Concurrent;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Steps;

/// <summary>Results of steps by cache key: looked up, made once whoever else wants them, recorded.</summary>
public sealed class StepCache(Store store)
{
    private readonly ConcurrentDictionary<Digest, bool> _made = [];

    /// <summary>Whether this very build made the result of a key: an equal step takes it, even where the cache is ignored.</summary>
    public bool Made(CacheKey key) => _made.ContainsKey(key.Digest);

    /// <summary>A layer that can be used, by key; null when there is none.</summary>
    public CacheRecord? FindLayer(CacheKey key)
    {
        if (store.Cache.Find(key.Digest) is not { Layer: { } id } record || store.Layers.Find(id) is not { } layer)
        {
            return null;
        }

        var now = store.Time.GetUtcNow();
        store.Layers.Settle(layer, now);
        store.Cache.MarkUsed(key.Digest, now);
        return record;
    }

    /// <summary>A remembered value, by key.</summary>
    public string? FindValue(CacheKey key) => store.Cache.Find(key.Digest)?.Value;

    /// <summary>Remembers a value.</summary>
    public void RecordValue(CacheKey key, string value) => store.Cache.Write(
        key.Digest, new CacheRecord { Value = value, Created = OciTime.Format(store.Time.GetUtcNow()), Ingredients = key.Ingredients });

    /// <summary>Records the layer a step made, and perhaps a value that says more of it.</summary>
    public CacheRecord RecordLayer(CacheKey key, LayerRecord layer, DateTimeOffset began, string? value = null)
    {
        var now = store.Time.GetUtcNow();
        var record = new CacheRecord
        {
            Layer = layer.Id,
            Value = value,
            Created = OciTime.Format(now),
            DurationMs = (long)(now - began).TotalMilliseconds,
            Ingredients = key.Ingredients,
        };
        store.Cache.Write(key.Digest, record);
        _made[key.Digest] = true;
        return record;
    }

    /// <summary>Waits until no other process makes the result of this key, and keeps others from beginning to. Who waits says so.</summary>
    public async Task<FileLock> LockAsync(CacheKey key, VertexReporter vertex, CancellationToken cancellationToken)
    {
        if (store.Cache.TryLock(key.Digest) is { } free)
        {
            return free;
        }

        vertex.Log(isError: true, "waiting for another build, which executes this step\n"u8);
        return await store.Cache.LockAsync(key.Digest, cancellationToken);
    }

    /// <summary>The result of a step whose layer is known.</summary>
    public static StepResult Result(Snapshot parent, CacheKey key, CacheRecord record, bool cached) => new(
        parent.Push(record.Layer!, key.Digest.ToString()),
        OciTime.TryParse(record.Created, out var created) ? created : DateTimeOffset.UnixEpoch,
        cached) { Key = key };
}
