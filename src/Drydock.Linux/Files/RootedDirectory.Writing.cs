using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

public sealed partial class RootedDirectory
{
    /// <summary>Creates a directory with exactly this mode, whatever the umask; its parent must exist.</summary>
    public void CreateDirectory(UnixPath path, int mode)
    {
        using var parent = OpenParent(path, out var name);
        parent.CreateDirectory(name, mode);
    }

    /// <summary>Creates a directory and those above it that are missing.</summary>
    /// <param name="path">The directory; nothing happens when it is there.</param>
    /// <param name="mode">Permission bits of each that is made, whatever the umask.</param>
    /// <exception cref="LinuxException">A file is in the way, or the kernel refused.</exception>
    public void CreateDirectories(UnixPath path, int mode)
    {
        if (!path.IsRoot && !TryStat(path, out _, followSymlink: true))
        {
            CreateDirectories(path.Parent, mode);
            CreateDirectory(path, mode);
        }
    }

    /// <summary>Creates a regular file with exactly this mode, whatever the umask; the path must be free.</summary>
    public SafeFileHandle CreateFileHandle(UnixPath path, int mode)
    {
        using var parent = OpenParent(path, out var name);
        return parent.CreateFile(name, mode);
    }

    /// <summary>As <see cref="CreateFileHandle"/>, as an unbuffered stream.</summary>
    public FileStream CreateFile(UnixPath path, int mode) =>
        new(CreateFileHandle(path, mode), FileAccess.ReadWrite, bufferSize: 0);

    /// <summary>Creates a symbolic link that says <paramref name="target"/>.</summary>
    public void CreateSymlink(UnixPath path, ReadOnlySpan<byte> target)
    {
        using var parent = OpenParent(path, out var name);
        parent.CreateSymlink(name, target);
    }

    /// <summary>Gives the file at <paramref name="existing"/> one more name; a link itself gets it, not what it points to.</summary>
    public void CreateHardLink(UnixPath path, UnixPath existing)
    {
        using var source = OpenParent(existing, out var sourceName);
        using var parent = OpenParent(path, out var name);
        parent.CreateHardLink(name, source, sourceName);
    }

    /// <summary>Creates a named pipe, socket or device; see <see cref="DirectoryHandle.CreateNode"/>.</summary>
    public void CreateNode(UnixPath path, FileType type, int mode, uint major = 0, uint minor = 0)
    {
        using var parent = OpenParent(path, out var name);
        parent.CreateNode(name, type, mode, major, minor);
    }

    /// <summary>Sets owner and group; of a symbolic link, its own. The kernel clears setuid and setgid: set the mode afterwards.</summary>
    public void SetOwner(UnixPath path, uint uid, uint gid)
    {
        using var parent = OpenParent(path, out var name);
        parent.SetOwner(name, uid, gid);
    }

    /// <summary>Sets the mode (0 to 07777, octal). A symbolic link has none of its own: refused (not supported).</summary>
    public void SetMode(UnixPath path, int mode)
    {
        using var parent = OpenParent(path, out var name);
        parent.SetMode(name, mode);
    }

    /// <summary>Sets the modification time, and the access time to the same; of a symbolic link, its own.</summary>
    public void SetTimes(UnixPath path, UnixTime time)
    {
        using var parent = OpenParent(path, out var name);
        parent.SetTimes(name, time);
    }

    /// <summary>Sets an extended attribute; on a symbolic link, its own.</summary>
    public void SetXattr(UnixPath path, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        using var parent = OpenParent(path, out var name);
        parent.SetXattr(name, attribute, value);
    }

    /// <summary>Removes an extended attribute; false when the file has none of that name.</summary>
    public bool RemoveXattr(UnixPath path, ReadOnlySpan<byte> attribute)
    {
        using var parent = OpenParent(path, out var name);
        return parent.RemoveXattr(name, attribute);
    }

    /// <summary>Moves a file or directory, in one step; replaces a file, or an empty directory, at the new path.</summary>
    public void Rename(UnixPath path, UnixPath newPath)
    {
        using var source = OpenParent(path, out var name);
        using var target = OpenParent(newPath, out var newName);
        source.Rename(name, target, newName);
    }

    /// <summary>Removes a file that is not a directory. False when there was none.</summary>
    public bool Remove(UnixPath path)
    {
        using var parent = OpenParent(path, out var name);
        return parent.Remove(name);
    }

    /// <summary>Removes an empty directory. False when there was none.</summary>
    public bool RemoveDirectory(UnixPath path)
    {
        using var parent = OpenParent(path, out var name);
        return parent.RemoveDirectory(name);
    }

    /// <summary>Removes a file, or a directory with all that is in it; follows no link. False when there was none. The root itself is refused.</summary>
    public bool RemoveTree(UnixPath path)
    {
        using var parent = OpenParent(path, out var name);
        return parent.RemoveTree(name);
    }
}
