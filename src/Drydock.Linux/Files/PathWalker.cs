using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>
/// Resolves a path inside a root component by component, without openat2(2): every component is
/// opened without following links, links are read and their targets queued, and <c>..</c> goes back
/// to a directory that is still open. The kernel thus never sees <c>..</c> nor a link to follow.
/// </summary>
internal sealed unsafe class PathWalker(SafeFileHandle root, UnixPath asked) : IDisposable
{
    // As many links as the kernel follows, path_resolution(7).
    private const int MostLinks = 40;

    private readonly List<(SafeFileHandle Handle, byte[] Name)> _entered = [];
    private readonly List<byte[]> _missing = [];
    private readonly Stack<byte[]> _pending = new();
    private int _links;

    public void Dispose()
    {
        foreach (var (handle, _) in _entered)
        {
            handle.Dispose();
        }
    }

    /// <summary>Walks; afterwards the file is <see cref="TakeHandle"/> and its path <see cref="Result"/>.</summary>
    internal void Run(bool followLast, bool allowMissing)
    {
        Queue(asked.Bytes);
        while (_pending.TryPop(out var name))
        {
            if (name.AsSpan().SequenceEqual(".."u8))
            {
                GoUp();
            }
            else if (_missing.Count > 0)
            {
                _missing.Add(name);
            }
            else
            {
                Enter(name, followLast || _pending.Count > 0, allowMissing);
            }
        }
    }

    internal ResolvedPath Result()
    {
        var existing = Join(UnixPath.Root, _entered.ConvertAll(entry => entry.Name));
        return new ResolvedPath(Join(existing, _missing), existing);
    }

    /// <summary>The file walked to, for lookup only (O_PATH); the caller disposes of it.</summary>
    internal SafeFileHandle TakeHandle()
    {
        if (_entered.Count == 0)
        {
            return Open(root, "."u8, mayBeMissing: false)!;
        }

        var handle = _entered[^1].Handle;
        _entered.RemoveAt(_entered.Count - 1);
        return handle;
    }

    private void Enter(byte[] name, bool follow, bool allowMissing)
    {
        var child = Open(_entered.Count == 0 ? root : _entered[^1].Handle, name, allowMissing);
        if (child is null)
        {
            _missing.Add(name);
            return;
        }

        if (!follow || !DirectoryHandle.Stat(child, "stat", asked).IsSymbolicLink)
        {
            _entered.Add((child, name));
            return;
        }

        using (child)
        {
            byte empty = 0;
            var target = DirectoryHandle.ReadLink(child, &empty) ?? throw LinuxException.Last("read link", asked.ToString());
            if (++_links > MostLinks)
            {
                throw new LinuxException(Errno.ELOOP, "resolve", asked.ToString());
            }

            if (target is [(byte)'/', ..])
            {
                Dispose();
                _entered.Clear();
            }

            Queue(target);
        }
    }

    private void GoUp()
    {
        if (_missing.Count > 0)
        {
            _missing.RemoveAt(_missing.Count - 1);
        }
        else if (_entered.Count > 0)
        {
            if (!DirectoryHandle.Stat(_entered[^1].Handle, "stat", asked).IsDirectory)
            {
                throw new LinuxException(Errno.ENOTDIR, "resolve", asked.ToString());
            }

            _entered[^1].Handle.Dispose();
            _entered.RemoveAt(_entered.Count - 1);
        }
    }

    private SafeFileHandle? Open(SafeFileHandle directory, ReadOnlySpan<byte> name, bool mayBeMissing)
    {
        fixed (byte* path = CPath.Terminate(name, stackalloc byte[CPath.StackSize]))
        {
            var fd = Libc.OpenAt(directory, path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC, 0);
            return fd >= 0
                ? new SafeFileHandle(fd, ownsHandle: true)
                : mayBeMissing && Marshal.GetLastPInvokeError() == Errno.ENOENT
                    ? null
                    : throw LinuxException.Last("resolve", asked.ToString());
        }
    }

    // The last component is pushed first, so that the first comes off first.
    private void Queue(ReadOnlySpan<byte> path)
    {
        while (!path.IsEmpty)
        {
            var slash = path.LastIndexOf((byte)'/');
            var name = path[(slash + 1)..];
            if (!name.IsEmpty && !name.SequenceEqual("."u8))
            {
                _pending.Push(name.ToArray());
            }

            path = slash < 0 ? [] : path[..slash];
        }
    }

    private static UnixPath Join(UnixPath head, List<byte[]> names)
    {
        foreach (var name in names)
        {
            head = head.Append(name);
        }

        return head;
    }
}
