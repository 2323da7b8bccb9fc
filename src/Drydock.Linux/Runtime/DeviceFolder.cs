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

    // The first is the folder itself.
    private readonly List<byte[]> _names = [[]];
    private readonly Look[] _asMade;

    private DeviceFolder(string path)
    {
        Path = path;
        using var folder = Open();
        Fill(folder);
        _asMade = LookAtAll(folder);
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one.</summary>
    /// <param name="path">An existing directory of the host.</param>
    /// <exception cref="LinuxException">It cannot be mounted or filled.</exception>
    public static DeviceFolder Make(string path)
    {
        Mount.Tmpfs(path, Size, Folder, MountOptions.NoSuid);
        return new DeviceFolder(path);
    }

    /// <summary>Whether it is as it was made: nobody added, removed or changed anything.</summary>
    /// <remarks>
    /// No process of a container can set the time of a change (ctime), inode(7). That of devices does not count: crun gives
    /// /dev/null to the user where it is the input.
    /// </remarks>
    public bool IsUntouched()
    {
        using var folder = Open();
        return _asMade.AsSpan().SequenceEqual(LookAtAll(folder));
    }

    /// <summary>Unmounts it.</summary>
    public void Dispose() => Mount.Unmount(Path);

    private DirectoryHandle Open()
    {
        using var root = RootedDirectory.Open(Path);
        return root.OpenDirectory(UnixPath.Root);
    }

    private void Fill(DirectoryHandle folder)
    {
        foreach (var (name, major, minor) in s_devices)
        {
            folder.CreateNode(Named(name), FileType.CharacterDevice, ForAll, major, minor);
        }

        foreach (var (name, target) in s_links)
        {
            folder.CreateSymlink(Named(name), ByteText.Encode(target));
        }

        foreach (var name in s_mountPoints)
        {
            folder.CreateDirectory(Named(name), Folder);
        }
    }

    private byte[] Named(string name)
    {
        _names.Add(ByteText.Encode(name));
        return _names[^1];
    }

    private Look[] LookAtAll(DirectoryHandle folder)
    {
        var looks = new Look[_names.Count];
        for (var i = 0; i < looks.Length; i++)
        {
            looks[i] = folder.TryStat(_names[i], out var status) ? LookAt(folder, _names[i], status) : default;
        }

        return looks;
    }

    private static Look LookAt(DirectoryHandle folder, byte[] name, in FileStatus status) =>
        status.Type == FileType.CharacterDevice ? new Look(status with { ChangedTime = default }, folder.ListXattrs(name).Count) : new Look(status, 0);

    private readonly record struct Look(FileStatus Status, int Attributes);
}
