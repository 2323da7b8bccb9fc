using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>
/// Empties a directory of any depth with at most a few open descriptors and no recursion: a tree
/// that a build made may be nested more deeply than the process may have files open.
/// </summary>
/// <remarks>
/// It goes back up by <c>..</c>, and goes on there only if that is the very directory it came from:
/// a tree that somebody moves in the meantime stops it, and does not lead it elsewhere.
/// </remarks>
internal sealed unsafe class TreeRemover(DirectoryHandle top)
{
    private readonly Stack<Level> _levels = new();
    private DirectoryHandle _current = top;

    internal void Run()
    {
        try
        {
            _levels.Push(new Level([], _current.Stat(default)));
            while (true)
            {
                var level = _levels.Peek();
                if (level.Full.TryPop(out var child))
                {
                    Descend(child);
                }
                else if (!RemoveListed(level.Full))
                {
                    _levels.Pop();
                    if (_levels.Count == 0)
                    {
                        return;
                    }

                    Ascend(level.Name, _levels.Peek().Status);
                }
            }
        }
        finally
        {
            _current.Dispose();
        }
    }

    // Removes files and empty directories; the other directories are left for later. False when none was left.
    private bool RemoveListed(Stack<byte[]> full)
    {
        using var listing = _current.Reopen();
        using var reader = new DirectoryReader(listing.Handle, _current.Path);
        while (reader.MoveNext())
        {
            if (!TryRemove(reader.Name, reader.Type))
            {
                full.Push(reader.Name.ToArray());
            }
        }

        return full.Count > 0;
    }

    private bool TryRemove(ReadOnlySpan<byte> name, FileType type)
    {
        if (type == FileType.Unknown)
        {
            type = _current.TryStat(name, out var status) ? status.Type : FileType.Unknown;
        }

        if (type != FileType.Directory)
        {
            _current.Remove(name);
            return true;
        }

        fixed (byte* path = CPath.Terminate(name, stackalloc byte[CPath.StackSize]))
        {
            return Libc.UnlinkAt(_current.Handle, path, OpenFlags.AT_REMOVEDIR) == 0
                || Marshal.GetLastPInvokeError() is not (Errno.ENOTEMPTY or Errno.EEXIST)
                && (Marshal.GetLastPInvokeError() == Errno.ENOENT ? true : throw _current.Failure("remove", name));
        }
    }

    private void Descend(byte[] name)
    {
        var child = _current.OpenDirectory(name);
        _current.Dispose();
        _current = child;
        _levels.Push(new Level(name, child.Stat(default)));
    }

    private void Ascend(byte[] name, in FileStatus expected)
    {
        fixed (byte* up = ".."u8)
        {
            var fd = Libc.OpenAt(_current.Handle, up, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0);
            if (fd < 0)
            {
                throw _current.Failure("open the parent of", default);
            }

            var parent = new DirectoryHandle(new SafeFileHandle(fd, ownsHandle: true), _current.Path.Parent);
            _current.Dispose();
            _current = parent;
        }

        if (!_current.Stat(default).IsSameFileAs(expected))
        {
            throw _current.Failure(Errno.ESTALE, "remove", name, "the tree was moved while it was removed");
        }

        _current.RemoveDirectory(name);
    }

    private sealed record Level(byte[] Name, FileStatus Status)
    {
        internal Stack<byte[]> Full { get; } = new();
    }
}
