using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

public sealed unsafe partial class DirectoryHandle
{
    /// <summary>Creates a directory with exactly this mode, whatever the umask.</summary>
    /// <param name="name">The name; must be free.</param>
    /// <param name="mode">0 to 07777 (octal).</param>
    public void CreateDirectory(ReadOnlySpan<byte> name, int mode)
    {
        var text = Checked("create directory", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* path = text)
        {
            if (Libc.MakeDirectoryAt(Handle, path, 0b111_000_000) != 0)
            {
                throw Failure("create directory", name);
            }
        }

        SetMode(name, mode);
    }

    /// <summary>Creates a regular file with exactly this mode, whatever the umask, and opens it for reading and writing.</summary>
    /// <param name="name">The name; must be free.</param>
    /// <param name="mode">0 to 07777 (octal). Changing the owner later clears setuid and setgid: set the mode again then.</param>
    public SafeFileHandle CreateFile(ReadOnlySpan<byte> name, int mode)
    {
        const int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        var file = OpenAt(name, flags | OpenFlags.O_NOFOLLOW, 0b110_000_000, "create");
        if (mode != 0b110_000_000 && Libc.ChangeMode(file, (uint)mode) != 0)
        {
            var failure = Failure("set mode of", name);
            file.Dispose();
            throw failure;
        }

        return file;
    }

    /// <summary>Creates a symbolic link.</summary>
    /// <param name="name">The name; must be free.</param>
    /// <param name="target">What the link says: any bytes but NUL, not resolved here.</param>
    public void CreateSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        var text = Checked("create symbolic link", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        if (target.Contains((byte)0))
        {
            throw Failure(Errno.EINVAL, "create symbolic link", name, "its target holds a NUL byte");
        }

        fixed (byte* path = text, content = CPath.Terminate(target, stackalloc byte[CPath.StackSize]))
        {
            if (Libc.SymlinkAt(content, Handle, path) != 0)
            {
                throw Failure("create symbolic link", name);
            }
        }
    }

    /// <summary>Gives a file one more name. A symbolic link itself gets it, not what it points to.</summary>
    public void CreateHardLink(ReadOnlySpan<byte> name, DirectoryHandle source, ReadOnlySpan<byte> sourceName)
    {
        var text = Checked("create link", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* path = text, from = source.Checked("link", sourceName, stackalloc byte[CPath.StackSize], mayBeSelf: false))
        {
            if (Libc.LinkAt(source.Handle, from, Handle, path, 0) != 0)
            {
                throw Failure("create link", name, "to " + source.TextOf(sourceName));
            }
        }
    }

    /// <summary>Creates a named pipe or a device.</summary>
    /// <param name="name">The name; must be free.</param>
    /// <param name="type">Fifo, CharacterDevice, BlockDevice or Socket.</param>
    /// <param name="mode">0 to 07777 (octal); exact, whatever the umask.</param>
    /// <param name="major">Major device number.</param>
    /// <param name="minor">Minor device number.</param>
    public void CreateNode(ReadOnlySpan<byte> name, FileType type, int mode, uint major = 0, uint minor = 0)
    {
        var kind = type switch
        {
            FileType.Fifo => 1u,
            FileType.CharacterDevice => 2u,
            FileType.BlockDevice => 6u,
            FileType.Socket => 12u,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only pipes, sockets and devices are nodes."),
        };
        var text = Checked("create node", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* path = text)
        {
            if (Libc.MakeNodeAt(Handle, path, (kind << 12) | 0b110_000_000, DeviceNumber(major, minor)) != 0)
            {
                throw Failure("create node", name);
            }
        }

        SetMode(name, mode);
    }

    // makedev(3).
    private static ulong DeviceNumber(ulong major, ulong minor) =>
        ((major & 0xfff) << 8) | ((major & ~0xffful) << 32) | (minor & 0xff) | ((minor & ~0xfful) << 12);
}
