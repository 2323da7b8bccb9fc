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

    private static readonly UnixPath[] s_all =
        [UnixPath.Root, .. s_devices.Select(device => UnixPath.FromText(device.Name)), .. s_links.Select(link => UnixPath.FromText(link.Name)), .. s_mountPoints.Select(UnixPath.FromText)];

    private readonly (FileStatus Status, int Attributes)[] _asMade;

    private DeviceFolder(string path)
    {
        Path = path;
        _asMade = Look();
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one.</summary>
    /// <param name="path">An existing directory of the host.</param>
    /// <exception cref="LinuxException">It cannot be mounted or filled.</exception>
    public static DeviceFolder Make(string path)
    {
        Mount.Tmpfs(path, Size, Folder, MountOptions.NoSuid);
        using (var root = RootedDirectory.Open(path))
        {
            Fill(root);
        }

        return new DeviceFolder(path);
    }

    /// <summary>Whether it is as it was made: nobody added, removed or changed anything.</summary>
    /// <remarks>
    /// No process of a container can set the time of a change (ctime), inode(7). That of devices does not count: crun gives
    /// /dev/null to the user where it is the input.
    /// </remarks>
    public bool IsUntouched() => _asMade.AsSpan().SequenceEqual(Look());

    /// <summary>Unmounts it.</summary>
    public void Dispose() => Mount.Unmount(Path);

    private static void Fill(RootedDirectory root)
    {
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
    }

    private (FileStatus Status, int Attributes)[] Look()
    {
        using var root = RootedDirectory.Open(Path);
        return [.. s_all.Select(path => root.TryStat(path, out var status) ? Look(root, path, status) : default)];
    }

    private static (FileStatus Status, int Attributes) Look(RootedDirectory root, UnixPath path, in FileStatus status) =>
        status.Type == FileType.CharacterDevice ? (status with { ChangedTime = default }, root.ListXattrs(path).Count) : (status, 0);
}
