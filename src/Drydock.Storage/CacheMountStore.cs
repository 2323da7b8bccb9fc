using System.Globalization;
using Drydock.Linux.Files;

namespace Drydock.Storage;

/// <summary>The directories of <c>RUN --mount=type=cache</c>, by a hash of what identifies them.</summary>
public sealed class CacheMountStore
{
    private readonly StorePaths _paths;
    private readonly TempArea _temp;

    internal CacheMountStore(StorePaths paths, TempArea temp) => (_paths, _temp) = (paths, temp);

    /// <summary>Waits until nobody else uses the directory exclusively, and keeps others out.</summary>
    public async Task<FileLock> LockAsync(string name, CancellationToken cancellationToken) =>
        await FileLock.AcquireAsync(LockPath(name), LockMode.Exclusive, cancellationToken);

    /// <summary>The first of a row of directories that nobody uses: <c>name</c>, <c>name-1</c>, ….</summary>
    public (string Name, FileLock Lock) LockFirstFree(string name)
    {
        for (var i = 0; ; i++)
        {
            var candidate = i == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
            if (FileLock.TryAcquire(LockPath(candidate), LockMode.Exclusive) is { } free)
            {
                return (candidate, free);
            }
        }
    }

    /// <summary>The directory of a name, made when it is not there.</summary>
    /// <param name="name">The name.</param>
    /// <param name="mode">Mode of a new directory.</param>
    /// <param name="uid">Owner of a new directory.</param>
    /// <param name="gid">Group of a new directory.</param>
    /// <param name="fill">Puts files into a new directory; null leaves it empty.</param>
    /// <param name="now">The time, which is that of its last use from now on.</param>
    public async Task<string> OpenAsync(string name, int mode, uint uid, uint gid, Func<RootedDirectory, Task>? fill, DateTimeOffset now)
    {
        var directory = Path.Combine(_paths.CacheMounts, name);
        var files = await FilledDirectory.OpenAsync(_temp, directory, mode, uid, gid, fill);
        Directory.SetLastWriteTimeUtc(directory, now.UtcDateTime);
        return files;
    }

    /// <summary>The names of all directories with the time of their last use, in no particular order.</summary>
    public IEnumerable<(string Name, DateTime LastUsedUtc)> All() =>
        Directory.EnumerateDirectories(_paths.CacheMounts).Select(d => (Path.GetFileName(d)!, Directory.GetLastWriteTimeUtc(d)));

    /// <summary>Where the files of a name are, or would be.</summary>
    public string DirectoryOf(string name) => Path.Combine(_paths.CacheMounts, name, "files");

    /// <summary>Bytes of the files in a directory.</summary>
    public long SizeOf(string name) => HostTree.SizeOf(Path.Combine(_paths.CacheMounts, name));

    /// <summary>Removes a directory, unless a step uses it exclusively.</summary>
    /// <returns>Whether it was removed.</returns>
    public bool TryDelete(string name)
    {
        using var free = FileLock.TryAcquire(LockPath(name), LockMode.Exclusive);
        if (free is null)
        {
            return false;
        }

        HostTree.Remove(Path.Combine(_paths.CacheMounts, name));
        return true;
    }

    private string LockPath(string name) => Path.Combine(_paths.Leases, $"cache-{name}");
}
