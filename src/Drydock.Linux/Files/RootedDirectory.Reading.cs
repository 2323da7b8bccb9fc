using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

public sealed unsafe partial class RootedDirectory
{
    /// <summary>The status of a file.</summary>
    public FileStatus Stat(UnixPath path, bool followSymlink = false)
    {
        if (!followSymlink)
        {
            using var parent = OpenParent(path, out var name);
            return parent.Stat(name);
        }

        using var file = OpenObject(path, follow: true);
        return DirectoryHandle.Stat(file, "stat", path);
    }

    /// <summary>The status of a file; false when there is none (also when a component before it is no directory).</summary>
    public bool TryStat(UnixPath path, out FileStatus status, bool followSymlink = false)
    {
        try
        {
            status = Stat(path, followSymlink);
            return true;
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            status = default;
            return false;
        }
    }

    /// <summary>The target of a symbolic link, as it is written there.</summary>
    public byte[] ReadLink(UnixPath path)
    {
        using var parent = OpenParent(path, out var name);
        return parent.ReadLink(name);
    }

    /// <summary>Opens a regular file for reading. Pipes, devices and sockets are refused without being opened, so nothing hangs or acts.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followSymlink">Whether a link in the last component is followed; if not, a link is refused.</param>
    public SafeFileHandle OpenReadHandle(UnixPath path, bool followSymlink = true)
    {
        using var file = OpenObject(path, followSymlink);
        var status = DirectoryHandle.Stat(file, "open", path);
        if (!status.IsRegular)
        {
            throw DirectoryHandle.NotRegular(status.Type, path);
        }

        // The descriptor stands for this very file; its name below /proc opens it, whatever happens to the path.
        fixed (byte* self = DirectoryHandle.ProcPath(file, default, stackalloc byte[CPath.StackSize]))
        {
            var fd = Libc.Open(self, OpenFlags.O_RDONLY | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC, 0);
            GC.KeepAlive(file);
            return fd < 0 ? throw LinuxException.Last("open", path.ToString()) : new SafeFileHandle(fd, ownsHandle: true);
        }
    }

    /// <summary>As <see cref="OpenReadHandle"/>, as an unbuffered stream.</summary>
    public FileStream OpenRead(UnixPath path, bool followSymlink = true) =>
        new(OpenReadHandle(path, followSymlink), FileAccess.Read, bufferSize: 0);

    /// <summary>The content of a regular file; links are followed.</summary>
    /// <param name="path">The path.</param>
    /// <param name="maxBytes">The largest content that is read; a larger file is refused (<see cref="LinuxException.IsTooLarge"/>).</param>
    public byte[] ReadAllBytes(UnixPath path, int maxBytes)
    {
        using var file = OpenReadHandle(path);
        var content = new byte[Math.Min(maxBytes, 8 * 1024)];
        var used = 0;

        // One byte beyond the limit tells a file of just that size from a larger one. What fstat says is
        // not asked: files of /proc say 0, and others may grow.
        Span<byte> beyond = stackalloc byte[1];
        while (true)
        {
            if (used == content.Length && used < maxBytes)
            {
                Array.Resize(ref content, (int)Math.Min(maxBytes, content.Length * 2L));
            }

            var read = RandomAccess.Read(file, used < maxBytes ? content.AsSpan(used) : beyond, used);
            if (read == 0)
            {
                return content.AsSpan(0, used).ToArray();
            }

            used += used < maxBytes ? read : throw new LinuxException(Errno.EFBIG, "read", path.ToString(), $"more than {maxBytes} bytes");
        }
    }

    /// <summary>The names in a directory, in no particular order; a link to a directory is followed.</summary>
    public IReadOnlyList<DirectoryEntry> Enumerate(UnixPath path)
    {
        using var directory = OpenForLookup(path);
        return directory.Enumerate();
    }

    /// <summary>Names of the extended attributes; of a symbolic link, its own.</summary>
    public IReadOnlyList<byte[]> ListXattrs(UnixPath path)
    {
        using var parent = OpenParent(path, out var name);
        return parent.ListXattrs(name);
    }

    /// <summary>The value of an extended attribute; null when the file has none of that name.</summary>
    public byte[]? GetXattr(UnixPath path, ReadOnlySpan<byte> attribute)
    {
        using var parent = OpenParent(path, out var name);
        return parent.GetXattr(name, attribute);
    }
}
