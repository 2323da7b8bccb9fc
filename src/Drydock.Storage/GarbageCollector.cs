using Drydock.Linux.Files;
using Drydock.Oci;

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

        var (blobs, layers, collected) = Find(new LiveRecords());
        foreach (var layer in layers)
        {
            store.Layers.Delete(layer);
        }

        foreach (var blob in blobs)
        {
            store.Blobs.Delete(blob);
        }

        store.Temp.Clear();
        return collected;
    }

    /// <summary>What a collection would remove if only some records were kept; nothing is removed.</summary>
    public CollectedGarbage Estimate(LiveRecords kept) => Find(kept).Collected;

    private (List<Digest> Blobs, List<string> Layers, CollectedGarbage Collected) Find(LiveRecords kept)
    {
        var live = Mark(kept);
        var blobs = store.Blobs.All().Where(d => !live.Contains(d.Hex)).ToList();
        var layers = store.Layers.All().Where(id => !live.Contains(id)).ToList();
        var blobBytes = blobs.Sum(b => store.Blobs.SizeOf(b) ?? 0);
        return (blobs, layers, new CollectedGarbage(blobs.Count, layers.Count, blobBytes, layers.Sum(store.Layers.SizeOf)));
    }

    // Names of blobs and layer trees that something refers to; the tree of a tar has the tar's name.
    private HashSet<string> Mark(LiveRecords kept)
    {
        var live = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in store.Images.All().Where(kept.Image))
        {
            live.Add(image.Id.Hex);
            Add(live, image.Manifest);
            foreach (var layer in image.Layers)
            {
                MarkLayer(live, LayerStore.IdOf(layer.DiffId));
                Add(live, layer.Blob?.Digest);
            }
        }

        foreach (var resolution in store.Resolutions.All().Where(_ => kept.Resolutions))
        {
            live.Add(resolution.Manifest.Hex);
            live.Add(resolution.Config.Hex);
        }

        foreach (var (key, record, _) in store.Cache.All())
        {
            if (kept.Cache(key))
            {
                MarkLayer(live, record.Layer);
            }
        }

        foreach (var layer in store.ContainerLayers())
        {
            MarkLayer(live, layer);
        }

        return live;
    }

    private void MarkLayer(HashSet<string> live, string? id)
    {
        if (id is null || !live.Add(id) || store.Layers.Find(id) is not { } record)
        {
            return;
        }

        Add(live, record.DiffId);
        foreach (var blob in record.Blobs ?? [])
        {
            live.Add(blob.Digest.Hex);
        }
    }

    private static void Add(HashSet<string> live, Digest? digest)
    {
        if (digest is { } d)
        {
            live.Add(d.Hex);
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

    /// <summary>Whether remembered resolutions of base images count. <value>true.</value></summary>
    public bool Resolutions { get; init; } = true;
}

/// <summary>What a collection removed.</summary>
/// <param name="Blobs">Number of blobs.</param>
/// <param name="LayerTrees">Number of layer trees.</param>
/// <param name="BlobBytes">Bytes of the blobs.</param>
/// <param name="TreeBytes">Bytes of the layer trees: indexes, and files of directories.</param>
public sealed record CollectedGarbage(int Blobs, int LayerTrees, long BlobBytes, long TreeBytes)
{
    /// <summary>All bytes.</summary>
    public long Bytes => BlobBytes + TreeBytes;
}

/// <summary>Keeps the store's content while a process works with it.</summary>
public sealed class StoreLease : IDisposable
{
    private readonly FileLock _shared;

    private StoreLease(FileLock shared) => _shared = shared;

    /// <summary>Takes a lease; waits while garbage is being collected.</summary>
    public static StoreLease Take(Store store, CancellationToken cancellationToken) =>
        new(FileLock.Acquire(LockPath(store), LockMode.Shared, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _shared.Dispose();

    internal static string LockPath(Store store) => Path.Combine(store.Paths.Leases, "store.lock");
}
