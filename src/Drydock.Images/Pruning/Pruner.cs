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
        var cache = CachePruning.Select(store, request, image => !gone.Contains(image.ShownId));
        return new PrunePlan(
            images,
            [.. cache.Select(e => e.Key).OfType<Digest>()],
            [.. cache.Where(e => e.Kind == CacheEntryKind.Mount).Select(e => e.Id)],
            cache.Any(e => e.Kind == CacheEntryKind.FailedStep),
            [.. cache.Select(e => e.Resolution).OfType<Resolution>()]);
    }

    /// <summary>Bytes that executing a plan gives back.</summary>
    public long Estimate(PrunePlan plan)
    {
        var ids = plan.Images.Select(i => i.Id).ToHashSet();
        var keys = plan.CacheKeys.ToHashSet();
        var garbage = new GarbageCollector(store).Estimate(new LiveRecords
        {
            Image = i => !ids.Contains(i.ShownId),
            Cache = k => !keys.Contains(k),
            FailedStep = !plan.FailedStep,
            Resolution = r => !plan.Resolutions.Contains(r),
        });
        return garbage.Bytes + plan.CacheMounts.Sum(store.CacheMounts.SizeOf) + (plan.FailedStep ? store.FailedSteps.SizeBytes() : 0) + store.Downloads.SizeBytes();
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

        foreach (var resolution in plan.Resolutions)
        {
            store.Resolutions.Delete(resolution);
        }

        var bytes = (plan.FailedStep ? store.FailedSteps.Clear() : 0L) + store.Downloads.Clear();
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
        return [.. query.Select(store).Where(image => (all || image.IsDangling) && !StoreUsage.IsUsed(image, used))];
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

    /// <summary>Only such entries of the cache. <value>All.</value></summary>
    public Func<CacheEntry, bool> CacheFilter { get; init; } = static _ => true;

    /// <summary>How much of the cache may stay; null for nothing of what is selected.</summary>
    public CacheLimits? Limits { get; init; }
}

/// <summary>What will be removed.</summary>
/// <param name="Images">Images with all their names.</param>
/// <param name="CacheKeys">Keys of cached steps.</param>
/// <param name="CacheMounts">Names of cache mounts' directories.</param>
/// <param name="FailedStep">Whether what a RUN left that failed goes too.</param>
/// <param name="Resolutions">Base images whose layers, and what registries said of them, are forgotten.</param>
public sealed record PrunePlan(
    IReadOnlyList<StoredImage> Images, IReadOnlyList<Digest> CacheKeys, IReadOnlyList<string> CacheMounts, bool FailedStep, IReadOnlyList<Resolution> Resolutions);
