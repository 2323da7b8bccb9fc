using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Images.Resolving;
using Drydock.Images.Transfer;
using Drydock.Storage;

namespace Drydock.Build;

/// <summary>The layers of bases: known by name at once, fetched only when a step must look into them.</summary>
/// <param name="fetcher">Fetches them.</param>
/// <param name="progress">Shows it.</param>
/// <param name="fetching">Called before anything is fetched; what it throws ends the fetch.</param>
public sealed class BaseLayers(LayerFetcher fetcher, ProgressReporter progress, Action fetching)
{
    private const int ParallelFetches = 4;
    private readonly Dictionary<string, BaseStep> _owners = [];
    private readonly Dictionary<BaseStep, Task> _fetches = [];
    private readonly Lock _lock = new();

    /// <summary>Notes whose layers may have to be fetched, and gives the snapshot of the base.</summary>
    public Snapshot Register(BaseStep step)
    {
        if (step.Image is not { } image)
        {
            return Snapshot.Scratch;
        }

        var ids = image.Layers.Select(l => LayerStore.IdOf(l.DiffId)).ToList();
        lock (_lock)
        {
            foreach (var id in ids)
            {
                _owners.TryAdd(id, step);
            }
        }

        return new Snapshot(ids, ids.Count == 0 ? Snapshot.Scratch.Identity : image.ChainId.ToString());
    }

    /// <summary>Waits until all layers of a snapshot are in the store.</summary>
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

    private Task FetchOnce(BaseStep step, CancellationToken cancellationToken)
    {
        if (!_fetches.TryGetValue(step, out var fetch))
        {
            _fetches[step] = fetch = FetchAsync(step, cancellationToken);
        }

        return fetch;
    }

    private async Task FetchAsync(BaseStep step, CancellationToken cancellationToken)
    {
        var image = step.Image!;
        var missing = image.Layers.Where(l => !fetcher.Has(l)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        fetching();
        await progress.Begin(step.Name).RunAsync(async vertex =>
        {
            await Parallel.ForEachAsync(
                missing,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelFetches, CancellationToken = cancellationToken },
                async (layer, token) =>
                {
                    var (id, total) = (layer.Blob?.Digest.ToString() ?? layer.DiffId.ToString(), layer.Blob?.Size ?? 0);
                    var meter = new TransferMeter(current => vertex.Status(id, current, total));
                    await fetcher.FetchAsync(image, layer, meter, token);
                    vertex.Status(id, total, total, done: true);
                });
            return true;
        });
    }
}
