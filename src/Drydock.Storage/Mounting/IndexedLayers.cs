using Drydock.Linux.Mounts;

namespace Drydock.Storage.Mounting;

/// <summary>The layers that one process mounted by their indexes, and their folders of hot files.</summary>
internal sealed class IndexedLayers(Store store)
{
    private readonly Dictionary<string, string> _mounted = [];
    private readonly Dictionary<string, IndexedLayer> _executed = [];
    private readonly Lock _lock = new();

    /// <summary>Notes that a layer is mounted.</summary>
    public void Add(string id, string path)
    {
        lock (_lock)
        {
            _mounted.Add(path, id);
        }
    }

    /// <summary>
    /// Puts the hot files of each layer directly above it: so what higher layers hide of it, and what it hides of lower
    /// ones, stays hidden.
    /// </summary>
    /// <param name="lowers">What is stacked for something to be executed in it, the topmost first.</param>
    public IReadOnlyList<string> WithHotFiles(IReadOnlyList<string> lowers)
    {
        lock (_lock)
        {
            List<string> raised = [.. lowers.SelectMany(lower => FoldersOf(lower).Append(lower))];
            return raised.Count <= OverlayMount.MaximumLowers ? raised : lowers;
        }
    }

    /// <summary>Copies what was read much of the layers in which something was executed.</summary>
    public void KeepHotFiles(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var layer in _executed.Values)
            {
                HotFiles.Keep(store, layer, cancellationToken);
            }
        }
    }

    // What was there first counts for the process.
    private IReadOnlyList<string> FoldersOf(string lower)
    {
        if (!_mounted.TryGetValue(lower, out var id))
        {
            return [];
        }

        if (!_executed.TryGetValue(lower, out var layer))
        {
            layer = _executed[lower] = new IndexedLayer(id, lower, store.Layers.FindHot(id, store.Time.GetUtcNow()));
        }

        return layer.Folders;
    }
}
