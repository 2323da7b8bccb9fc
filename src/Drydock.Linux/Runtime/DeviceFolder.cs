using Drydock.Linux.Files;
using Drydock.Linux.Mounts;

namespace Drydock.Linux.Runtime;

/// <summary>A <c>/dev</c> in memory as docker gives it to a container, for processes that <see cref="DeviceGuard"/> watches.</summary>
/// <remarks>OCI runtime specification, "Default Devices" and "Dev symbolic links". Runtimes leave a /dev that is bound as it is.</remarks>
public sealed class DeviceFolder : IDisposable
{
    private const int Size = 64 * 1024 * 1024;
    private const int ForAll = 0b110_110_110, Folder = 0b111_101_101;

    private static readonly (string Name, uint Major, uint Minor)[] s_devices =
        [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];

    private static readonly (string Name, string Target)[] s_links =
        [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx")];

    private static readonly string[] s_mountPoints = ["pts", "shm", "mqueue"];

    private DeviceFolder(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one.</summary>
    /// <param name="path">An existing directory of the host.</param>
    /// <exception cref="LinuxException">It cannot be mounted or filled.</exception>
    public static DeviceFolder Make(string path)
    {
        Mount.Tmpfs(path, Size, Folder, MountOptions.NoSuid);
        using var root = RootedDirectory.Open(path);
        foreach (var (name, major, minor) in s_devices)
        {
            root.CreateNode(UnixPath.FromText(name), FileType.CharacterDevice, ForAll, major, minor);
        }

        foreach (var (name, target) in s_links)
        {
            root.CreateSymlink(UnixPath.FromText(name), ByteText.Encode(target));
        }

        foreach (var name in s_mountPoints)
        {
            root.CreateDirectory(UnixPath.FromText(name), Folder);
        }

        return new DeviceFolder(path);
    }

    /// <summary>Unmounts it.</summary>
    public void Dispose() => Mount.Unmount(Path);
}
