using System.Collections.Concurrent;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Images;
using Drydock.Images.Resolving;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Build.Caching.Sharing;

/// <summary>
/// What a build takes from shared caches, and notes for those it writes. Caches are read when the store
/// does not have a result for the first time; a build that finds everything in the store asks nobody.
/// </summary>
internal sealed class SharedCache
{
    private readonly Store _store;
    private readonly BuildOptions _options;
    private readonly ProgressReporter _progress;
    private readonly Lazy<IReadOnlyList<ReadCache>> _caches;
    private readonly ConcurrentDictionary<Digest, CacheRecord> _trace = [];
    private readonly ConcurrentDictionary<Digest, CacheRecord> _taken = [];
    private readonly ConcurrentDictionary<Digest, bool> _lost = [];

    /// <summary>Makes it; nothing is read.</summary>
    /// <param name="store">The store.</param>
    /// <param name="options">What is built, and from which caches.</param>
    /// <param name="progress">Shows what is read.</param>
    /// <param name="client">Speaks with registries.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private SharedCache(Store store, BuildOptions options, ProgressReporter progress, RegistryClient client, CancellationToken cancellationToken)
    {
        (_store, _options, _progress) = (store, options, progress);
        _caches = new Lazy<IReadOnlyList<ReadCache>>(() => ReadAllAsync(client, cancellationToken).GetAwaiter().GetResult());
    }

    /// <summary>What the options ask for; null when they name no shared cache.</summary>
    public static SharedCache? Create(Store store, BuildOptions options, ProgressReporter progress, RegistryClient client, CancellationToken cancellationToken) =>
        options.CacheFrom.Count + options.CacheTo.Count == 0 ? null : new SharedCache(store, options, progress, client, cancellationToken);

    /// <summary>Whether there is a cache to read.</summary>
    public bool HasSources => _options.CacheFrom.Count > 0;

    /// <summary>All results that this build used or made, by key.</summary>
    public IReadOnlyDictionary<Digest, CacheRecord> Trace => _trace;

    /// <summary>Notes a result, for the caches that will be written.</summary>
    public void Note(Digest key, CacheRecord record)
    {
        if (_options.CacheTo.Count > 0)
        {
            _trace[key] = record;
        }
    }

    /// <summary>What a shared cache has under a key; null when none has it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="name">What the step is called in the progress.</param>
    /// <param name="layers">Learns where the layer is.</param>
    /// <exception cref="ExecutionNeededException">Caches would have to be read, and the build may only answer from the store.</exception>
    public CacheRecord? Find(CacheKey key, string name, BaseLayers layers)
    {
        if (!HasSources)
        {
            return null;
        }

        _options.RequireExecution();
        foreach (var cache in _caches.Value)
        {
            if (cache.Find(key.Digest) is { } found && Take(cache, found, key, name, layers) is { } record)
            {
                Note(key.Digest, record);
                return record;
            }
        }

        return null;
    }

    /// <summary>Takes a layer no more that cannot be had; when a cache only named it, none of those that it only names: where one is needed, others are.</summary>
    public void Forget(Digest layer)
    {
        _lost[layer] = true;
        foreach (var named in _caches.Value.Select(c => c.NamedOnly.ToList()).Where(n => n.Contains(layer)).SelectMany(n => n))
        {
            _lost[named] = true;
        }
    }

    /// <summary>Keeps what was taken and fetched, so that the next build finds it in the store.</summary>
    public void Keep()
    {
        foreach (var (key, record) in _taken)
        {
            if ((record.Layer is null || _store.Layers.Find(record.Layer) is not null) && _store.Cache.Find(key) is null)
            {
                _store.Cache.Write(key, record);
            }
        }
    }

    private CacheRecord? Take(ReadCache cache, SharedRecord found, CacheKey key, string name, BaseLayers layers)
    {
        SharedLayer? layer = found.Layer is { } index ? cache.LayerAt(index) : null;
        if ((found.Layer is not null && layer is null) || (layer is not null && _lost.ContainsKey(layer.Id)))
        {
            return null;
        }

        if (layer is not null && _store.Layers.Find(layer.Id) is null)
        {
            layers.Register(new LayerGroup($"importing the layer of {name} from {cache.Name}", cache.Source, [new ResolvedLayer(layer.Id, layer.Blob)], FromCache: true));
        }

        return _taken[key.Digest] = new CacheRecord
        {
            Layer = layer is null ? null : LayerStore.IdOf(layer.Id),
            Value = found.Value,
            Created = found.Created,
            DurationMs = found.DurationMs,
            Ingredients = key.Ingredients,
        };
    }

    private async Task<IReadOnlyList<ReadCache>> ReadAllAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        var read = await Task.WhenAll(_options.CacheFrom.Select(source => ReadAsync(source, client, cancellationToken)));
        return [.. read.OfType<ReadCache>()];
    }

    // A cache that cannot be read makes a build slower, not impossible.
    private async Task<ReadCache?> ReadAsync(SharedCacheSource source, RegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await _progress.Begin($"importing cache manifest from {source.Name}").RunAsync(_ => SharedCacheReader.ReadAsync(
                source.Name, source.Open(client), _options.Platform, cancellationToken));
        }
        catch (Exception e) when (e is RegistryException or ImageException)
        {
            _progress.Warn(PlanWarning.CacheNotRead(source.Name, e.Message));
            return null;
        }
    }
}
