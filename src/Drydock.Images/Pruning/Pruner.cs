using Drydock.Images.Records;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Pruning;

/// <summary>Removes what is not needed: records first, then, by garbage collection, the bytes that nothing names any more.</summary>
public sealed class Pruner(Store store)
{
    /// <summary>What a request would remove, or removes.</summary>
    /// <param name="request">What to remove.</param>
    /// <exception cref="ImageException">The request names an image that is not there.</exception>
    public PrunePlan Plan(PruneRequest request)
    {
        var images = request.Images is null ? [] : Unused(request.Images, request.AllImages);
        var gone = images.Select(i => i.Id).ToHashSet();
        var keys = CacheKeys(request, gone);
        var mounts = request.CacheBefore is null ? [] : store.CacheMounts.All().Where(m => m.MadeUtc < request.CacheBefore.Value.UtcDateTime).Select(m => m.Name).ToList();
        return new PrunePlan(images, keys, mounts, request is { CacheBefore: not null, AllCache: true });
    }

    /// <summary>Bytes that executing a plan gives back.</summary>
    public long Estimate(PrunePlan plan)
    {
        var ids = plan.Images.Select(i => i.Id).ToHashSet();
        var keys = plan.CacheKeys.ToHashSet();
        var garbage = new GarbageCollector(store).Estimate(new LiveRecords { Image = i => !ids.Contains(i.Id), Cache = k => !keys.Contains(k), Resolutions = !plan.Resolutions });
        return garbage.Bytes + plan.CacheMounts.Sum(store.CacheMounts.SizeOf);
    }

    /// <summary>Removes what a plan names.</summary>
    /// <returns>Bytes given back; null when another process works in the store: the next collection gives them back.</returns>
    public long? Execute(PrunePlan plan)
    {
        foreach (var record in plan.Images.SelectMany(i => i.Records))
        {
            store.Images.Remove(record);
        }

        foreach (var key in plan.CacheKeys)
        {
            store.Cache.Delete(key);
        }

        if (plan.Resolutions)
        {
            store.Resolutions.Clear();
        }

        var bytes = 0L;
        foreach (var mount in plan.CacheMounts)
        {
            var size = store.CacheMounts.SizeOf(mount);
            bytes += store.CacheMounts.TryDelete(mount) ? size : 0;
        }

        return new GarbageCollector(store).Collect() is { } collected ? bytes + collected.Bytes : null;
    }

    private List<StoredImage> Unused(ImageQuery query, bool all)
    {
        var used = store.ContainerLayers().ToHashSet(StringComparer.Ordinal);
        return [.. query.Select(store).Where(image => (all || image.IsDangling) && !StoreUsage.IsUsed(image.Layers, used))];
    }

    private List<Digest> CacheKeys(PruneRequest request, HashSet<Digest> goneImages)
    {
        if (request.CacheBefore is not { } before)
        {
            return [];
        }

        // A step whose layer an image has costs nothing to keep.
        var shared = request.AllCache
            ? []
            : store.Images.All().Where(i => !goneImages.Contains(i.Id)).SelectMany(i => i.Layers).Select(l => l.DiffId.Hex).ToHashSet(StringComparer.Ordinal);
        return [.. store.Cache.All()
            .Where(c => c.LastUsedUtc < before.UtcDateTime && !IsShared(c.Record))
            .Select(c => c.Key)];

        bool IsShared(CacheRecord record) =>
            record.Layer is { } id && (shared.Contains(id) || (store.Layers.Find(id)?.DiffId is { } diffId && shared.Contains(diffId.Hex)));
    }
}

/// <summary>What to remove.</summary>
public sealed record PruneRequest
{
    /// <summary>Remove those of these images that have no name and no container; null for no image at all.</summary>
    public ImageQuery? Images { get; init; }

    /// <summary>Those with a name too. <value>false.</value></summary>
    public bool AllImages { get; init; }

    /// <summary>Remove cached steps and cache mounts that were last used before this time; null for none.</summary>
    public DateTimeOffset? CacheBefore { get; init; }

    /// <summary>Steps too whose layers images have. <value>false.</value></summary>
    public bool AllCache { get; init; }
}

/// <summary>What will be removed.</summary>
/// <param name="Images">Images with all their names.</param>
/// <param name="CacheKeys">Keys of cached steps.</param>
/// <param name="CacheMounts">Names of cache mounts' directories.</param>
/// <param name="Resolutions">Whether what registries said of base images is forgotten too.</param>
public sealed record PrunePlan(IReadOnlyList<StoredImage> Images, IReadOnlyList<Digest> CacheKeys, IReadOnlyList<string> CacheMounts, bool Resolutions);
