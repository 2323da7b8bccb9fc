using Drydock.Linux.Files;

namespace Drydock.Storage.Containers;

/// <summary>Volumes: directories that outlive containers, by name.</summary>
public sealed class VolumeStore
{
    private readonly StorePaths _paths;
    private readonly TempArea _temp;

    internal VolumeStore(StorePaths paths, TempArea temp) => (_paths, _temp) = (paths, temp);

    /// <summary>Where the files of a volume are, or would be.</summary>
    public string PathOf(string name) => Path.Combine(_paths.Volumes, name, "files");

    /// <summary>The directory of a volume, made when it is not there.</summary>
    /// <param name="name">Letters, digits, <c>_ . -</c>.</param>
    /// <param name="mode">Mode of a new one.</param>
    /// <param name="uid">Owner of a new one.</param>
    /// <param name="gid">Group of a new one.</param>
    /// <param name="fill">Puts files into a new one; null leaves it empty.</param>
    public Task<string> OpenAsync(string name, int mode, uint uid, uint gid, Func<RootedDirectory, Task>? fill)
    {
        Directory.CreateDirectory(_paths.Volumes);
        return FilledDirectory.OpenAsync(_temp, Path.Combine(_paths.Volumes, name), mode, uid, gid, fill);
    }

    /// <summary>Removes a volume; nothing happens when it is not there.</summary>
    public void Delete(string name)
    {
        var directory = Path.Combine(_paths.Volumes, name);
        if (Directory.Exists(directory))
        {
            _temp.Discard(directory);
        }
    }
}
