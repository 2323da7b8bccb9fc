using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build;

/// <summary>Layers that are known by name at once, and fetched only when a step must look into them: those of bases and of shared caches.</summary>
/// <param name="fetcher">Fetches them.</param>
/// <param name="progress">Shows it.</param>
/// <param name="fetching">Called before anything is fetched; what it throws ends the fetch.</param>
public sealed class BaseLayers(LayerFetcher fetcher, ProgressReporter progress, Action fetching)
{
    private const int ParallelFetches = 4;
    private readonly Dictionary<string, LayerGroup> _owners = [];
    private readonly Dictionary<LayerGroup, Task> _fetches = [];
    private readonly Lock _lock = new();

    /// <summary>Notes whose layers may have to be fetched, and gives the snapshot of the base.</summary>
    public Snapshot Register(BaseStep step)
    {
        if (step.Image is not { } image)
        {
            return Snapshot.Scratch;
        }

        Register(new LayerGroup(step.Name, image.Source, image.Layers, FromCache: false));
        var ids = image.Layers.Select(l => LayerStore.IdOf(l.DiffId)).ToList();
        return new Snapshot(ids, ids.Count == 0 ? Snapshot.Scratch.Identity : image.ChainId.ToString());
    }

    /// <summary>Notes layers that may have to be fetched, all of them together.</summary>
    public void Register(LayerGroup group)
    {
        lock (_lock)
        {
            foreach (var layer in group.Layers)
            {
                _owners.TryAdd(LayerStore.IdOf(layer.DiffId), group);
            }
        }
    }

    /// <summary>What is known of a layer that may not be in the store; null for one that a step of this build, or of an earlier one, made.</summary>
    public OutgoingLayer? Find(string id)
    {
        lock (_lock)
        {
            return _owners.TryGetValue(id, out var group) && group.Layers.First(l => LayerStore.IdOf(l.DiffId) == id) is var layer
                ? new OutgoingLayer(layer.DiffId, layer.Blob, group.Source)
                : null;
        }
    }

    /// <summary>Waits until all layers of a snapshot are in the store.</summary>
    /// <exception cref="CachedLayerLostException">A shared cache does not have a layer any more that it named.</exception>
    public Task EnsureAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var needed = new HashSet<Task>();
        lock (_lock)
        {
            foreach (var layer in snapshot.Layers)
            {
                if (_owners.TryGetValue(layer, out var owner))
                {
                    needed.Add(FetchOnce(owner, cancellationToken));
                }
            }
        }

        return Task.WhenAll(needed);
    }

    private Task FetchOnce(LayerGroup group, CancellationToken cancellationToken)
    {
        if (!_fetches.TryGetValue(group, out var fetch))
        {
            _fetches[group] = fetch = FetchAsync(group, cancellationToken);
        }

        return fetch;
    }

    private async Task FetchAsync(LayerGroup group, CancellationToken cancellationToken)
    {
        var missing = group.Layers.Where(l => !fetcher.Has(l)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        fetching();
        if (group.FromCache && missing.Find(l => l.Blob is null) is { } absent)
        {
            throw new CachedLayerLostException(absent.DiffId);
        }

        await progress.Begin(group.Name).RunAsync(async vertex =>
        {
            await Parallel.ForEachAsync(
                missing,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelFetches, CancellationToken = cancellationToken },
                async (layer, token) =>
                {
                    var (id, total) = (layer.Blob?.Digest.ToString() ?? layer.DiffId.ToString(), layer.Blob?.Size ?? 0);
                    var meter = new TransferMeter(current => vertex.Status(id, current, total));
                    await FetchAsync(group, layer, meter, token);
                    vertex.Status(id, total, total, done: true);
                });
            return true;
        });
    }

    private async Task FetchAsync(LayerGroup group, ResolvedLayer layer, TransferMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            await fetcher.FetchAsync(group.Source, layer, meter, cancellationToken);
        }
        catch (Exception e) when (group.FromCache && e is Registry.RegistryException or Images.ImageException)
        {
            throw new CachedLayerLostException(layer.DiffId, e);
        }
    }
}

/// <summary>Layers that are fetched together when one of them is needed.</summary>
/// <param name="Name">What progress calls it.</param>
/// <param name="Source">Where their blobs are; null when the store has them all.</param>
/// <param name="Layers">The layers.</param>
/// <param name="FromCache">Whether a step can make them again.</param>
public sealed record LayerGroup(string Name, IImageSource? Source, IReadOnlyList<ResolvedLayer> Layers, bool FromCache);

/// <summary>A layer that a shared cache names cannot be had: the step that made it has to be executed.</summary>
public sealed class CachedLayerLostException(Digest diffId, Exception? inner = null) : Exception($"the shared cache has no layer {diffId} any more", inner)
{
    /// <summary>The layer.</summary>
    public Digest DiffId => diffId;
}
