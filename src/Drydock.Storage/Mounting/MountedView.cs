using Drydock.Linux.Files;
using Drydock.Linux.Mounts;

namespace Drydock.Storage.Mounting;

/// <summary>Files whose changes are thrown away when it is disposed of.</summary>
public sealed class ScratchView(string path, string scratch) : IDisposable
{
    /// <summary>Where they are.</summary>
    public string Path { get; } = path;

    /// <inheritdoc/>
    public void Dispose()
    {
        Mount.UnmountIfMounted(Path);
        TempArea.Delete(scratch);
    }
}

/// <summary>A mounted root file system; disposing it unmounts it.</summary>
/// <param name="path">Where it is mounted.</param>
/// <param name="copy">The copy that it shows, which goes with it; null when it shows none.</param>
public sealed class MountedView(string path, string? copy = null) : IDisposable
{
    /// <summary>Where it is mounted.</summary>
    public string Path { get; } = path;

    /// <summary>Opens it for reading and writing by paths inside it.</summary>
    public RootedDirectory Open() => RootedDirectory.Open(Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Mount.UnmountIfMounted(Path))
        {
            Directory.Delete(Path);
        }

        if (copy is not null)
        {
            TempArea.Delete(copy);
        }
    }
}
