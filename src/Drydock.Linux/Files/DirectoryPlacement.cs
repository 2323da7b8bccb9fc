using Drydock.Linux.Interop;

namespace Drydock.Linux.Files;

/// <summary>Hints to the file system about where on the disk new directories go.</summary>
public static unsafe class DirectoryPlacement
{
    // _IOR('f', 1, long), _IOW('f', 2, long), and FS_TOPDIR_FL: linux/fs.h.
    private const nuint GetFlags = 0x80086601;
    private const nuint SetFlags = 0x40086602;
    private const int TopDirectory = 0x00020000;

    /// <summary>
    /// Says that the directories made in this one have nothing to do with each other, so that each gets a region of its
    /// own. False where the file system has no such hint: only ext4 does.
    /// </summary>
    /// <remarks>
    /// ext4 otherwise puts them side by side, and does not use an inode again for minutes after it was freed: where a
    /// tree was just removed, it looks at all of its inodes for each file that is created.
    /// </remarks>
    public static bool Spread(string hostPath)
    {
        using var directory = HostFile.Open(hostPath, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        var flags = 0;
        if (Libc.Ioctl(directory, GetFlags, (nint)(&flags)) != 0)
        {
            return false;
        }

        flags |= TopDirectory;
        return Libc.Ioctl(directory, SetFlags, (nint)(&flags)) == 0;
    }
}
