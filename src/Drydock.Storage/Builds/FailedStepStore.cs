using Drydock.Linux.Files;

namespace Drydock.Storage.Builds;

/// <summary>
/// The RUN that failed last, with what it had written: <c>fs/</c>, the upper directory of its overlay. It
/// stays until the next build of the same context and Dockerfile ends, or another RUN fails.
/// </summary>
public sealed class FailedStepStore
{
    private const string Record = "step.json";

    private readonly StorePaths _paths;
    private readonly TempArea _temp;

    internal FailedStepStore(StorePaths paths, TempArea temp) => (_paths, _temp) = (paths, temp);

    /// <summary>Keeps a failed step; one that was kept before goes.</summary>
    /// <param name="step">The step.</param>
    /// <param name="tempDirectory">A directory in <c>tmp/</c> that holds <c>fs/</c>; it is gone afterwards.</param>
    /// <returns>Whether it is kept; not, while somebody looks into the one before.</returns>
    public bool Keep(FailedStep step, string tempDirectory)
    {
        using var exclusive = FileLock.TryAcquire(LockPath, LockMode.Exclusive);
        if (exclusive is null)
        {
            TempArea.Delete(tempDirectory);
            return false;
        }

        RemoveAll();
        Directory.CreateDirectory(_paths.FailedSteps);
        _temp.WriteFile(Path.Combine(tempDirectory, Record), RecordJson.Serialize(step), durable: false);
        Directory.Move(tempDirectory, DirectoryOf(step.Subject));
        return true;
    }

    /// <summary>The failed step with its directory; null when none is kept.</summary>
    public (FailedStep Step, string Directory)? Find()
    {
        foreach (var directory in Directories())
        {
            if (RecordJson.Read<FailedStep>(Path.Combine(directory, Record)) is { } step)
            {
                return (step, directory);
            }
        }

        return null;
    }

    /// <summary>Keeps others from removing it; null when somebody else does already.</summary>
    public FileLock? TryHold() => FileLock.TryAcquire(LockPath, LockMode.Exclusive);

    /// <summary>Removes the failed step of a context and Dockerfile, unless somebody looks into it.</summary>
    public void Forget(BuildSubject subject)
    {
        if (Directory.Exists(DirectoryOf(subject)))
        {
            Clear();
        }
    }

    /// <summary>Removes the failed step, unless somebody looks into it.</summary>
    /// <returns>Bytes given back.</returns>
    public long Clear()
    {
        if (Directories().Length == 0)
        {
            return 0;
        }

        using var exclusive = TryHold();
        if (exclusive is null)
        {
            return 0;
        }

        var bytes = SizeBytes();
        RemoveAll();
        return bytes;
    }

    /// <summary>Ids of the layer trees that it stands on and mounts.</summary>
    public IEnumerable<string> Layers() =>
        Find() is { Step: var step } ? step.Layers.Concat(step.Mounts.SelectMany(m => m.Layers ?? [])) : [];

    /// <summary>Bytes of the files it wrote.</summary>
    public long SizeBytes() => Directories().Sum(HostTree.SizeOf);

    private string LockPath => Path.Combine(_paths.Leases, "failed-step");

    private string[] Directories() => Directory.Exists(_paths.FailedSteps) ? Directory.GetDirectories(_paths.FailedSteps) : [];

    private void RemoveAll()
    {
        foreach (var directory in Directories())
        {
            HostTree.Remove(directory);
        }
    }

    private string DirectoryOf(BuildSubject subject) => Path.Combine(_paths.FailedSteps, subject.FolderName);
}
