using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Storage.Checking;

/// <summary>
/// Examines a whole store: every byte of every blob, and every record with what it names. Repair makes again what
/// the store has the parts for, and takes the rest out of the way: a named image that is whole is never touched,
/// and one that is not is kept in <c>damaged/</c> and said by name.
/// </summary>
public static class StoreCheck
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Examines a store; others may work in it meanwhile, and garbage is not collected.</summary>
    public static StoreReport Examine(Store store, CancellationToken cancellationToken)
    {
        var run = new CheckRun(store, repairs: false, cancellationToken);
        CheckStructure(run);
        bool alone;
        try
        {
            using (var exclusive = FileLock.TryAcquire(StoreLease.LockPath(store), LockMode.Exclusive))
            {
                alone = exclusive is not null;
                if (alone)
                {
                    CheckLeftovers(run);
                }
            }

            // As a lease, but nothing is cleared.
            using var shared = FileLock.Acquire(StoreLease.LockPath(store), LockMode.Shared, cancellationToken);
            return Run(run, alone);
        }
        catch (LinuxException e) when (e.IsReadOnly)
        {
            // On a file system that cannot be written nobody collects garbage either.
            return Run(run, alone: false);
        }
    }

    /// <summary>Examines a store and mends it.</summary>
    /// <exception cref="StoreException">Another process works in the store.</exception>
    public static StoreReport Repair(Store store, CancellationToken cancellationToken)
    {
        using var exclusive = FileLock.TryAcquire(StoreLease.LockPath(store), LockMode.Exclusive)
            ?? throw new StoreException($"the store {store.Paths.Root} cannot be repaired: another drydock process works in it\nrepair again when it has ended");
        var run = new CheckRun(store, repairs: true, cancellationToken);
        CheckStructure(run);
        CheckLeftovers(run);
        return Run(run, alone: true);
    }

    // From below to above: what a record names has been examined, and mended, before the record is.
    private static StoreReport Run(CheckRun run, bool alone)
    {
        var inventory = StoreInventory.Read(run);
        var blobs = new BlobCheck(run, inventory);
        blobs.Run();
        new LayerCheck(run, inventory, blobs).Run(alone);
        new ImageCheck(run, inventory, blobs).Run();
        new RecordCheck(run, inventory).Run();
        return new StoreReport(run.Findings, inventory.Images.Count, inventory.Layers.Count, blobs.Count, blobs.Bytes, alone);
    }

    private static void CheckStructure(CheckRun run)
    {
        var paths = run.Store.Paths;
        foreach (var directory in paths.Directories.Where(d => !Directory.Exists(d)))
        {
            // Made at once, also without repair: empty, it says the same, and no command works without.
            Directory.CreateDirectory(directory, OwnerOnly);
            run.Report(new StoreFinding(CheckedKind.File, run.Relative(directory), "the directory was not there") { IsLeftover = true }, () => "made");
        }

        if (File.GetUnixFileMode(paths.Root) != OwnerOnly)
        {
            run.Report(new StoreFinding(CheckedKind.File, paths.Root, "others than its owner can read the store"), () => Close(paths.Root));
        }
    }

    private static string Close(string path)
    {
        File.SetUnixFileMode(path, OwnerOnly);
        return "closed";
    }

    // The caller has the store to itself: nobody is writing there.
    private static void CheckLeftovers(CheckRun run)
    {
        var paths = run.Store.Paths;
        foreach (var path in Directory.EnumerateFileSystemEntries(paths.Temp).Concat(Directory.EnumerateFileSystemEntries(paths.Mounts)))
        {
            run.Report(new StoreFinding(CheckedKind.File, run.Relative(path), "a process that ended too early left it") { IsLeftover = true }, () => CheckRun.Remove(path));
        }
    }
}
