using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage.Builds;

namespace Drydock.Storage;

/// <summary>Removes what no image, cache record or container names any more.</summary>
/// <remarks>
/// A process that works in the store holds a <see cref="StoreLease"/>; collection needs the store
/// to itself and does nothing while another process has one. What it would have removed stays for
/// the next time.
/// </remarks>
public sealed class GarbageCollector(Store store)
{
    /// <summary>Collects, unless another process works in the store.</summary>
    /// <returns>What was removed; null when another process has a lease.</returns>
    public CollectedGarbage? Collect()
    {
        using var exclusive = FileLock.TryAcquire(StoreLease.LockPath(store), LockMode.Exclusive);
        if (exclusive is null)
        {
            return null;
        }

        var (blobs, layers, lists, collected) = Find(new LiveRecords());
        // What a RUN left goes before the tar that it became: whenever this ends, no record names what is gone.
        foreach (var layer in layers.OrderBy(id => store.Layers.Find(id) is { DiffId: { } diffId } && id == LayerStore.IdOf(diffId)).ToList())
        {
            store.Layers.Delete(layer);
        }

        foreach (var blob in blobs)
        {
            store.Blobs.Delete(blob);
        }

        foreach (var list in lists)
        {
            store.FileLists.Delete(list);
        }

        store.Temp.Clear(store.Time.GetUtcNow());
        store.Cache.ClearLocks();
        return collected;
    }

    /// <summary>What a collection would remove if only some records were kept; nothing is removed.</summary>
    public CollectedGarbage Estimate(LiveRecords kept) => Find(kept).Collected;

    private (List<Digest> Blobs, List<string> Layers, List<string> Lists, CollectedGarbage Collected) Find(LiveRecords kept)
    {
        var live = Mark(kept);
        var blobs = store.Blobs.All().Where(d => !live.Contains(d.Hex)).ToList();
        var layers = store.Layers.All().Where(id => !live.Contains(id)).ToList();
        var lists = store.FileLists.All().Where(l => !live.Contains(l.Content)).ToList();
        var blobBytes = blobs.Sum(b => store.Blobs.SizeOf(b) ?? 0);
        var collected = new CollectedGarbage(blobs.Count, layers.Count, blobBytes, layers.Sum(store.Layers.SizeOf)) { ListBytes = lists.Sum(l => l.Bytes) };
        return (blobs, layers, [.. lists.Select(l => l.Content)], collected);
    }

    // Names of blobs and layer trees that something refers to; the tree of a tar has the tar's name. Lists of files go
    // by their content digest with its algorithm, so no blob has the same name.
    internal HashSet<string> Mark(LiveRecords kept)
    {
        var live = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in store.Images.All().Where(kept.Image))
        {
            // Layers first: one that was marked by a blob of the same name would be taken as done.
            foreach (var layer in image.AllLayers)
            {
                MarkLayer(live, LayerStore.IdOf(layer.DiffId));
            }

            live.UnionWith(image.Blobs.Select(b => b.Hex));
        }

        foreach (var (resolution, _) in store.Resolutions.All())
        {
            if (kept.Resolution(resolution))
            {
                MarkResolution(live, resolution);
            }
        }

        foreach (var (key, record, _) in store.Cache.All())
        {
            if (kept.Cache(key))
            {
                MarkRecord(live, record);
            }
        }

        foreach (var layer in store.ContainerLayers())
        {
            MarkLayer(live, layer);
        }

        if (kept.FailedStep)
        {
            MarkFailedStep(live);
        }

        return live;
    }

    /// <summary>Adds the names of what a resolution keeps: the documents of the image, and its layers as far as they were fetched.</summary>
    internal void MarkResolution(HashSet<string> live, Resolution resolution)
    {
        live.Add(resolution.Manifest.Hex);
        live.Add(resolution.Config.Hex);
        if (store.Blobs.Contains(resolution.Config))
        {
            foreach (var diffId in OciJson.Deserialize<ImageConfig>(store.Blobs.ReadDocument(resolution.Config)).RootFs.DiffIds ?? [])
            {
                MarkLayer(live, LayerStore.IdOf(diffId));
            }
        }
    }

    /// <summary>Adds the names of what the failed step stands on.</summary>
    internal void MarkFailedStep(HashSet<string> live)
    {
        foreach (var layer in store.FailedSteps.Layers())
        {
            MarkLayer(live, layer);
        }
    }

    /// <summary>Adds the names of what a cache record keeps.</summary>
    /// <remarks>Build records keep no lists: without its cached step a list only serves to explain, and may be lost.</remarks>
    internal void MarkRecord(HashSet<string> live, CacheRecord record)
    {
        MarkLayer(live, record.Layer);
        live.UnionWith(record.Ingredients.Where(FileListStore.IsContent).Select(i => i.Value));
    }

    /// <summary>Bytes of what has a name: blob and layer tree, or list of files.</summary>
    internal long SizeOf(string name) => name.Contains(':') ? store.FileLists.SizeOf(name) :
        store.Layers.SizeOf(name) + (Digest.TryParse("sha256:" + name, out var digest) ? store.Blobs.SizeOf(digest) ?? 0 : 0);

    private void MarkLayer(HashSet<string> live, string? id)
    {
        if (id is null || !live.Add(id) || store.Layers.Find(id) is not { } record)
        {
            return;
        }

        if (record.DiffId is { } diffId)
        {
            live.Add(diffId.Hex);
        }

        foreach (var blob in record.Blobs ?? [])
        {
            live.Add(blob.Digest.Hex);
        }
    }
}

/// <summary>Which records keep what they name.</summary>
public sealed record LiveRecords
{
    /// <summary>Whether an image record counts. <value>All do.</value></summary>
    public Func<ImageRecord, bool> Image { get; init; } = static _ => true;

    /// <summary>Whether the cache record of a key counts. <value>All do.</value></summary>
    public Func<Digest, bool> Cache { get; init; } = static _ => true;

    /// <summary>Whether the RUN that failed last counts. <value>true.</value></summary>
    public bool FailedStep { get; init; } = true;

    /// <summary>Whether a remembered resolution of a base image counts. <value>All do.</value></summary>
    public Func<Resolution, bool> Resolution { get; init; } = static _ => true;

    /// <summary>Only images and containers count: nothing of the build cache does.</summary>
    public LiveRecords WithoutCache() => this with { Cache = static _ => false, Resolution = static _ => false, FailedStep = false };
}

/// <summary>What a collection removed.</summary>
/// <param name="Blobs">Number of blobs.</param>
/// <param name="LayerTrees">Number of layer trees.</param>
/// <param name="BlobBytes">Bytes of the blobs.</param>
/// <param name="TreeBytes">Bytes of the layer trees: indexes, and files of directories.</param>
public sealed record CollectedGarbage(int Blobs, int LayerTrees, long BlobBytes, long TreeBytes)
{
    /// <summary>Bytes of lists of files that only served to explain.</summary>
    public long ListBytes { get; init; }

    /// <summary>All bytes.</summary>
    public long Bytes => BlobBytes + TreeBytes + ListBytes;
}
