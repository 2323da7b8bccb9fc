using Drydock.Linux.Interop;

namespace Drydock.Linux.Files;

/// <summary>The file system that holds a path: statfs(2).</summary>
/// <param name="TypeName">Its type by name where it matters here ("ext4", "overlay", "tmpfs"), else its magic number in hex.</param>
/// <param name="TotalBytes">Its size.</param>
/// <param name="AvailableBytes">What this process may still write.</param>
/// <param name="AvailableInodes">How many files may still be created; 0 where the file system does not count them.</param>
public sealed record FileSystemStatus(string TypeName, long TotalBytes, long AvailableBytes, long AvailableInodes)
{
    /// <summary>Asks about the file system that holds a path of the host.</summary>
    /// <exception cref="LinuxException">The path cannot be opened.</exception>
    public static unsafe FileSystemStatus Of(string hostPath)
    {
        using var file = HostFile.Open(hostPath, OpenFlags.O_PATH);
        StatfsBuffer buffer;
        return Libc.StatFileSystem(file, &buffer) != 0
            ? throw LinuxException.Last("stat the file system of", hostPath)
            : new FileSystemStatus(NameOf(buffer.Type), buffer.Blocks * buffer.BlockSize, buffer.Available * buffer.BlockSize, buffer.FreeInodes);
    }

    // linux/magic.h.
    private static string NameOf(long type) => type switch
    {
        0xEF53 => "ext4",
        0x58465342 => "xfs",
        0x9123683E => "btrfs",
        0x01021994 => "tmpfs",
        0x794C7630 => "overlay",
        0x6969 => "nfs",
        0x2FC12FC1 => "zfs",
        0xF2F52010 => "f2fs",
        0xE0F5E1E2 => "erofs",
        0x65735546 => "fuse",
        0x01021997 => "9p",
        0x63677270 => "cgroup2",
        0x27E0EB => "cgroup",
        _ => "0x" + type.ToString("x", null),
    };
}
