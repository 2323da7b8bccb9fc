using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

public sealed unsafe partial class DirectoryHandle
{
    /// <summary>Opens a regular file for reading. Anything else is refused, and not even opened: a device may act when it is.</summary>
    public SafeFileHandle OpenRead(ReadOnlySpan<byte> name)
    {
        RequireRegular(Stat(name), name);
        return OpenReadKnown(name);
    }

    /// <summary>As <see cref="OpenRead"/>, for what was a regular file when the caller asked a moment ago.</summary>
    public SafeFileHandle OpenReadKnown(ReadOnlySpan<byte> name)
    {
        var file = OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY, 0, "open");
        try
        {
            // Another process may have put something else there in between; O_NONBLOCK kept that from hanging us.
            RequireRegular(StatOpened(file, name), name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The names in this directory, in no particular order, without <c>.</c> and <c>..</c>.</summary>
    public IReadOnlyList<DirectoryEntry> Enumerate()
    {
        using var fresh = Reopen();
        using var reader = new DirectoryReader(fresh.Handle, Path);
        var entries = new List<DirectoryEntry>();
        while (reader.MoveNext())
        {
            entries.Add(new DirectoryEntry(reader.Name.ToArray(), reader.Type, reader.Inode));
        }

        return entries;
    }

    // Listing moves the position of a descriptor, and handles for lookup only (O_PATH) cannot be listed.
    internal DirectoryHandle Reopen()
    {
        fixed (byte* self = "."u8)
        {
            var fd = Libc.OpenAt(Handle, self, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0);
            return fd < 0 ? throw Failure("open", default) : new DirectoryHandle(new SafeFileHandle(fd, ownsHandle: true), Path);
        }
    }

    private FileStatus StatOpened(SafeFileHandle file, ReadOnlySpan<byte> name)
    {
        byte empty = 0;
        return TryStat(file, &empty, out var status) ? status : throw Failure("open", name);
    }

    private void RequireRegular(in FileStatus status, ReadOnlySpan<byte> name)
    {
        if (!status.IsRegular)
        {
            throw NotRegular(status.Type, Path.Append(name));
        }
    }

    internal static LinuxException NotRegular(FileType type, UnixPath path) => type switch
    {
        FileType.Directory => new LinuxException(Errno.EISDIR, "open", path.ToString()),
        FileType.SymbolicLink => new LinuxException(Errno.ELOOP, "open", path.ToString(), "a symbolic link"),
        _ => new LinuxException(Errno.ENXIO, "open", path.ToString(), $"a regular file is needed, this is a {DescribeType(type)}"),
    };

    private static string DescribeType(FileType type) => type switch
    {
        FileType.CharacterDevice => "character device",
        FileType.BlockDevice => "block device",
        FileType.Fifo => "named pipe",
        FileType.Socket => "socket",
        _ => "file of unknown type",
    };
}
