using Drydock.Images.Records;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Pruning;

/// <summary>How many of a kind of thing are in the store, and the space they take.</summary>
/// <param name="Total">How many.</param>
/// <param name="Active">How many are in use.</param>
/// <param name="Bytes">The space they take; what they share counts once.</param>
/// <param name="ReclaimableBytes">The space that removing those not in use gives back.</param>
public sealed record UsageLine(int Total, int Active, long Bytes, long ReclaimableBytes);

/// <summary>One image's part of the store.</summary>
/// <param name="Image">The image.</param>
/// <param name="SharedBytes">Bytes of layers other images have too.</param>
/// <param name="UniqueBytes">Bytes of layers only it has.</param>
/// <param name="IsUsed">Whether a container stands on it.</param>
public sealed record ImageUsage(StoredImage Image, long SharedBytes, long UniqueBytes, bool IsUsed);

/// <summary>What takes the space of a store.</summary>
public sealed class StoreUsage
{
    private StoreUsage(IReadOnlyList<ImageUsage> imageDetails, UsageLine images, UsageLine cache, UsageLine cacheMounts, int containers) =>
        (ImageDetails, Images, BuildCache, CacheMounts, Containers) = (imageDetails, images, cache, cacheMounts, containers);

    /// <summary>Image by image.</summary>
    public IReadOnlyList<ImageUsage> ImageDetails { get; }

    /// <summary>All images.</summary>
    public UsageLine Images { get; }

    /// <summary>Cached steps; their bytes are those that no image has.</summary>
    public UsageLine BuildCache { get; }

    /// <summary>The build cache entry by entry, those longest unused first.</summary>
    public IReadOnlyList<CacheEntry> CacheEntries { get; private init; } = [];

    /// <summary>Directories of <c>RUN --mount=type=cache</c>.</summary>
    public UsageLine CacheMounts { get; }

    /// <summary>How many containers there are.</summary>
    public int Containers { get; }

    /// <summary>Measures a store.</summary>
    public static StoreUsage Measure(Store store)
    {
        var used = store.ContainerLayers().ToHashSet(StringComparer.Ordinal);
        var images = StoredImage.All(store);
        var owners = images.SelectMany(i => i.AllLayers).CountBy(l => l.DiffId).ToDictionary();
        var details = images.Select(image => Detail(image, owners, used)).ToList();
        var collector = new GarbageCollector(store);
        var garbage = collector.Estimate(new LiveRecords()).Bytes;
        var ledger = CacheLedger.Open(store);
        var withoutCache = collector.Estimate(new LiveRecords().WithoutCache()).Bytes;
        var imageBytes = images.SelectMany(i => i.AllLayers).DistinctBy(l => l.DiffId).Sum(l => l.TarBytes);
        var usedIds = details.Where(d => d.IsUsed).Select(d => d.Image.Id).ToHashSet();
        var reclaimable = collector.Estimate(new LiveRecords { Image = i => usedIds.Contains(i.ShownId) }.WithoutCache()).Bytes - withoutCache;
        var mounts = ledger.Entries.Where(e => e.Kind == CacheEntryKind.Mount).ToList();
        var cacheBytes = withoutCache - garbage + ledger.Entries.Where(e => e.Kind == CacheEntryKind.FailedStep).Sum(e => e.Bytes);
        return new StoreUsage(
            details,
            new UsageLine(images.Count, usedIds.Count, imageBytes, Math.Min(imageBytes, reclaimable)),
            new UsageLine(ledger.Entries.Count - mounts.Count, 0, cacheBytes, cacheBytes),
            new UsageLine(mounts.Count, 0, mounts.Sum(m => m.Bytes), mounts.Sum(m => m.Bytes)),
            store.ContainerCount())
        {
            CacheEntries = ledger.Entries,
        };
    }

    /// <summary>Whether all layers of an image, for any of its platforms, lie below some container.</summary>
    internal static bool IsUsed(StoredImage image, HashSet<string> containerLayers) => image.Records[0].Stacks.Any(layers =>
        layers.Count > 0 && layers.All(l => containerLayers.Contains(LayerStore.IdOf(l.DiffId))));

    private static ImageUsage Detail(StoredImage image, Dictionary<Digest, int> owners, HashSet<string> used)
    {
        var layers = image.AllLayers.ToList();
        var shared = layers.Where(l => owners[l.DiffId] > 1).Sum(l => l.FileBytes);
        return new ImageUsage(image, shared, layers.Sum(l => l.FileBytes) - shared, IsUsed(image, used));
    }
}
