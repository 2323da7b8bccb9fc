using Drydock.Linux.Files;

namespace Drydock.Storage;

/// <summary>
/// Keeps the store's content, and what is in its <c>tmp/</c>, while a process works with it. The first
/// lease after a process was killed removes what that left in <c>tmp/</c>.
/// </summary>
public sealed class StoreLease : IDisposable
{
    private Store? _store;

    private StoreLease(Store store) => _store = store;

    /// <summary>Takes a lease; waits while garbage is being collected. A process that has one may take more, and holds the first until the last is given up.</summary>
    public static StoreLease Take(Store store, CancellationToken cancellationToken)
    {
        lock (store.Leases)
        {
            if (store.Leases.Count == 0)
            {
                ClearLeftovers(store);
                store.Leases.Lock = FileLock.Acquire(LockPath(store), LockMode.Shared, cancellationToken);
            }

            store.Leases.Count++;
            return new StoreLease(store);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _store, null) is not { } store)
        {
            return;
        }

        lock (store.Leases)
        {
            if (--store.Leases.Count == 0)
            {
                store.Leases.Lock?.Dispose();
            }
        }
    }

    internal static string LockPath(Store store) => Path.Combine(store.Paths.Leases, "store.lock");

    // Whoever works in tmp/ has a lease, so that nobody else's is there when the lock is free.
    private static void ClearLeftovers(Store store)
    {
        if (!store.Temp.HasEntries())
        {
            return;
        }

        using var exclusive = FileLock.TryAcquire(LockPath(store), LockMode.Exclusive);
        if (exclusive is not null)
        {
            store.Temp.Clear(store.Time.GetUtcNow());
        }
    }
}

/// <summary>The leases that this process has of a store: one lock for all of them.</summary>
internal sealed class HeldLeases
{
    internal int Count { get; set; }

    internal FileLock? Lock { get; set; }
}
