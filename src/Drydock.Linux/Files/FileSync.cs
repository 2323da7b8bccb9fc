using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>Makes what was written survive a loss of power: fsync(2).</summary>
public static class FileSync
{
    /// <summary>Writes content and metadata of an open file to the disk.</summary>
    /// <exception cref="LinuxException">The disk is full, or broken: what was written must not be relied on.</exception>
    public static void Flush(SafeFileHandle file, string path)
    {
        if (Libc.Fsync(file) != 0)
        {
            throw LinuxException.Last("write to disk", path);
        }
    }

    /// <summary>Writes the names in a directory to the disk: needed after a file is created in it or renamed into it.</summary>
    /// <exception cref="LinuxException">The directory cannot be opened or written.</exception>
    public static void FlushDirectory(string hostPath)
    {
        using var directory = HostFile.Open(hostPath, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Flush(directory, hostPath);
    }

    /// <summary>Writes a whole file system to the disk, the one that holds this directory.</summary>
    /// <exception cref="LinuxException">The directory cannot be opened, or the file system not written.</exception>
    public static void FlushFileSystem(string hostPath)
    {
        using var directory = HostFile.Open(hostPath, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (Libc.SyncFileSystem(directory) != 0)
        {
            throw LinuxException.Last("write to disk", hostPath);
        }
    }
}
