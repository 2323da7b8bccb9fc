using Drydock.Linux.Files;
using Drydock.Storage;

namespace Drydock.Images.Pruning;

/// <summary>How much of the build cache may stay; BuildKit's words, of <c>docker buildx prune</c>.</summary>
public sealed record CacheLimits
{
    /// <summary>Bytes that are always left to the cache.</summary>
    public long ReservedBytes { get; init; }

    /// <summary>The most that the cache may take; null for no such limit.</summary>
    public long? MaximumUsedBytes { get; init; }

    /// <summary>Bytes that the file system of the store shall have free; null for no such limit.</summary>
    public long? MinimumFreeBytes { get; init; }

    /// <summary>The bytes that may stay.</summary>
    /// <param name="usedBytes">What the cache takes.</param>
    /// <param name="freeBytes">What the file system has free.</param>
    public long KeptBytes(long usedBytes, long freeBytes)
    {
        // Only a reserve: all above it goes.
        var kept = MaximumUsedBytes ?? (MinimumFreeBytes is null ? ReservedBytes : usedBytes);
        if (MinimumFreeBytes is { } minimum && minimum > freeBytes)
        {
            kept = Math.Min(kept, usedBytes - (minimum - freeBytes));
        }

        return Math.Max(kept, ReservedBytes);
    }
}

/// <summary>Which entries of the build cache a request removes: those longest unused first, until the limits hold.</summary>
internal static class CachePruning
{
    internal static List<CacheEntry> Select(Store store, PruneRequest request, Func<ImageRecord, bool> stays)
    {
        if (request.CacheBefore is not { } before)
        {
            return [];
        }

        var ledger = CacheLedger.Open(store, new LiveRecords { Image = stays });
        var selected = ledger.Entries.Where(e => e.LastUsed < before && (request.AllCache || !e.IsShared) && request.CacheFilter(e));
        if (request.Limits is not { } limits)
        {
            return [.. selected];
        }

        var kept = limits.KeptBytes(ledger.Bytes, FileSystemStatus.Of(store.Paths.Root).AvailableBytes);
        var removed = new List<CacheEntry>();
        foreach (var entry in selected.Where(CacheLedger.TakesSpace))
        {
            if (ledger.Bytes <= kept)
            {
                break;
            }

            ledger.Remove(entry);
            removed.Add(entry);
        }

        return removed;
    }
}
