using Drydock.Linux.Files;
using Drydock.Storage.Mounting;

namespace Drydock.Storage.Containers;

/// <summary>
/// Containers, a directory each: <c>container.json</c>, <c>layers</c> (what garbage collection must
/// keep), <c>fs/</c> and <c>work/</c> of the overlay, <c>log</c>, and <c>lock</c>, which the monitor
/// of a running container holds.
/// </summary>
public sealed class ContainerStore
{
    private readonly StorePaths _paths;
    private readonly TempArea _temp;

    internal ContainerStore(StorePaths paths, TempArea temp) => (_paths, _temp) = (paths, temp);

    /// <summary>The directory of a container.</summary>
    public string DirectoryOf(string id) => Path.Combine(_paths.Containers, id);

    /// <summary>The upper directory of a container: what it changed.</summary>
    public string UpperOf(string id) => Path.Combine(DirectoryOf(id), "fs");

    /// <summary>Whether the container has been started before.</summary>
    public bool HasUpper(string id) => Directory.Exists(UpperOf(id));

    /// <summary>
    /// An empty directory beside the upper one. A used one cannot be mounted again: overlayfs marks it, because
    /// it was mounted without a promise to survive a crash.
    /// </summary>
    public string NewWork(string id)
    {
        var work = Path.Combine(DirectoryOf(id), "work");
        HostTree.Remove(work);
        Directory.CreateDirectory(work);
        return work;
    }

    /// <summary>Keeps a new container.</summary>
    /// <exception cref="StoreException">Another one has the name.</exception>
    public void Create(ContainerRecord record)
    {
        using var only = FileLock.Acquire(Path.Combine(_paths.Leases, "containers.lock"), LockMode.Exclusive);
        if (All().FirstOrDefault(other => other.Name == record.Name) is { } taken)
        {
            throw new StoreException($"Conflict. The container name \"/{record.Name}\" is already in use by container \"{taken.Id}\"\nremove that container with \"drydock rm {record.Name}\", or choose another name");
        }

        var directory = _temp.NewDirectory("container");
        _temp.WriteFile(Path.Combine(directory, "container.json"), RecordJson.Serialize(record));
        WriteLayers(directory, record);
        File.WriteAllBytes(Path.Combine(directory, "log"), []);
        Directory.Move(directory, DirectoryOf(record.Id));
    }

    /// <summary>Lists what must be kept for a container.</summary>
    /// <remarks>The config counts too: commit needs it after the image has lost its name.</remarks>
    internal static void WriteLayers(string directory, ContainerRecord record) =>
        File.WriteAllLines(Path.Combine(directory, "layers"), [.. LongChain.TreesOf(record.Layers), record.ImageId.Hex]);

    /// <summary>The record of an id; null when there is no such container.</summary>
    public ContainerRecord? Find(string id) => RecordJson.Read<ContainerRecord>(RecordPath(id)) is { } record ? Observe(record) : null;

    /// <summary>All containers, in no particular order.</summary>
    public IReadOnlyList<ContainerRecord> All() =>
        [.. Directory.EnumerateDirectories(_paths.Containers).Select(path => Find(Path.GetFileName(path))).OfType<ContainerRecord>()];

    /// <summary>Writes a changed record; only who holds the lock may.</summary>
    public void Write(ContainerRecord record) => _temp.WriteFile(RecordPath(record.Id), RecordJson.Serialize(record));

    /// <summary>Takes the lock of a container, for as long as it runs or is changed; null when it runs.</summary>
    public FileLock? TryLock(string id) => FileLock.TryAcquire(LockPath(id), LockMode.Exclusive);

    /// <summary>Whether a monitor runs the container.</summary>
    public bool IsRunning(string id)
    {
        if (!Directory.Exists(DirectoryOf(id)))
        {
            return false;
        }

        using var free = FileLock.TryAcquire(LockPath(id), LockMode.Shared);
        return free is null;
    }

    /// <summary>Opens the log for appending.</summary>
    public FileStream OpenLog(string id) =>
        new(LogPath(id), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Opens the log for reading; null when the container is gone.</summary>
    public FileStream? OpenLogForReading(string id) => File.Exists(LogPath(id))
        ? new FileStream(LogPath(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        : null;

    /// <summary>Removes a container that does not run.</summary>
    public void Delete(string id) => _temp.Discard(DirectoryOf(id));

    // A monitor that was killed could not write how its container ended: nobody holds the lock then. What
    // is read again is read after the lock was seen free, and a monitor writes before it lets go.
    private ContainerRecord Observe(ContainerRecord record)
    {
        if (record.State.Status != ContainerStatus.Running || IsRunning(record.Id))
        {
            return record;
        }

        record = RecordJson.Read<ContainerRecord>(RecordPath(record.Id)) ?? record;
        return record.State.Status == ContainerStatus.Running
            ? record with { State = record.State with { Status = ContainerStatus.Exited, ExitCode = 137, Finished = record.State.Finished ?? record.State.Started } }
            : record;
    }

    private string RecordPath(string id) => Path.Combine(DirectoryOf(id), "container.json");

    private string LogPath(string id) => Path.Combine(DirectoryOf(id), "log");

    private string LockPath(string id) => Path.Combine(DirectoryOf(id), "lock");
}
