using System.Runtime.InteropServices;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Files;

public sealed unsafe partial class DirectoryHandle
{
    // XATTR_LIST_MAX and XATTR_SIZE_MAX of the kernel.
    private const int LargestXattr = 64 * 1024;

    /// <summary>Names of the extended attributes; of a symbolic link, its own. Empty where the file system has none.</summary>
    public IReadOnlyList<byte[]> ListXattrs(ReadOnlySpan<byte> name)
    {
        var buffer = stackalloc byte[1024];
        var length = ListXattrs(name, buffer, 1024);
        if (length == 0)
        {
            return [];
        }

        var names = new List<byte[]>();
        if (length <= 1024)
        {
            Split(new ReadOnlySpan<byte>(buffer, length), names);
            return names;
        }

        var large = new byte[LargestXattr];
        fixed (byte* start = large)
        {
            length = ListXattrs(name, start, large.Length);
        }

        Split(large.AsSpan(0, length), names);
        return names;
    }

    /// <summary>The value of an extended attribute; null when the file has none of that name.</summary>
    public byte[]? GetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute)
    {
        var small = stackalloc byte[256];
        var length = GetXattr(name, attribute, small, 256);
        if (length is >= 0 and <= 256)
        {
            return new ReadOnlySpan<byte>(small, length).ToArray();
        }

        if (length < 0)
        {
            return null;
        }

        var large = new byte[LargestXattr];
        fixed (byte* start = large)
        {
            length = GetXattr(name, attribute, start, large.Length);
        }

        return length < 0 ? null : large[..length];
    }

    /// <summary>Sets an extended attribute; on a symbolic link, its own.</summary>
    public void SetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        Span<byte> text = stackalloc byte[CPath.StackSize], buffer = stackalloc byte[CPath.StackSize];
        Checked("set extended attribute of", name, text, mayBeSelf: true);
        fixed (byte* path = ProcPath(Handle, SelfOr(name), text), key = CPath.Terminate(attribute, buffer), content = value)
        {
            if (Libc.SetXattr(path, key, content, value.Length, 0) != 0)
            {
                throw Failure("set extended attribute of", name, ByteText.Decode(attribute));
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Removes an extended attribute; false when the file has none of that name.</summary>
    public bool RemoveXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute)
    {
        Span<byte> text = stackalloc byte[CPath.StackSize], buffer = stackalloc byte[CPath.StackSize];
        Checked("remove extended attribute of", name, text, mayBeSelf: true);
        fixed (byte* path = ProcPath(Handle, SelfOr(name), text), key = CPath.Terminate(attribute, buffer))
        {
            var done = Libc.RemoveXattr(path, key) == 0;
            GC.KeepAlive(this);
            return done || (Marshal.GetLastPInvokeError() is Errno.ENODATA
                ? false
                : throw Failure("remove extended attribute of", name, ByteText.Decode(attribute)));
        }
    }

    // Length of the list, or size + 1 when it does not fit.
    private int ListXattrs(ReadOnlySpan<byte> name, byte* buffer, int size)
    {
        Span<byte> text = stackalloc byte[CPath.StackSize];
        var checkedName = Checked("list extended attributes of", name, text, mayBeSelf: true);
        var length = ListXattrsAt(checkedName, buffer, size);
        if (length < 0 && Marshal.GetLastPInvokeError() is Errno.ENOSYS or Errno.EPERM)
        {
            length = ListXattrsThroughProc(name, buffer, size);
        }

        return length >= 0 ? (int)length : Marshal.GetLastPInvokeError() switch
        {
            Errno.ERANGE when size < LargestXattr => size + 1,
            Errno.EOPNOTSUPP => 0,
            _ => throw Failure("list extended attributes of", name),
        };
    }

    // Linux has it from 6.13 on; a seccomp profile that does not know it says EPERM.
    private nint ListXattrsAt(ReadOnlySpan<byte> name, byte* buffer, int size)
    {
        // Not the empty path for the directory itself: handles for lookup only (O_PATH) have no attributes.
        fixed (byte* path = name is [0] ? ".\0"u8 : name)
        {
            return Libc.ListXattrsAt(SyscallNumber.Listxattrat, Handle, path, OpenFlags.AT_SYMLINK_NOFOLLOW, buffer, size);
        }
    }

    internal nint ListXattrsThroughProc(ReadOnlySpan<byte> name, byte* buffer, int size)
    {
        Span<byte> text = stackalloc byte[CPath.StackSize];
        fixed (byte* path = ProcPath(Handle, SelfOr(name), text))
        {
            var length = Libc.ListXattrs(path, buffer, size);
            GC.KeepAlive(this);
            return length;
        }
    }

    // Length of the value, size + 1 when it does not fit, -1 when there is none.
    private int GetXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, byte* buffer, int size)
    {
        Span<byte> text = stackalloc byte[CPath.StackSize], keyText = stackalloc byte[CPath.StackSize];
        Checked("get extended attribute of", name, text, mayBeSelf: true);
        fixed (byte* path = ProcPath(Handle, SelfOr(name), text), key = CPath.Terminate(attribute, keyText))
        {
            var length = Libc.GetXattr(path, key, buffer, size);
            GC.KeepAlive(this);
            return length >= 0 ? (int)length : Marshal.GetLastPInvokeError() switch
            {
                Errno.ERANGE when size < LargestXattr => size + 1,
                Errno.ENODATA or Errno.EOPNOTSUPP => -1,
                _ => throw Failure("get extended attribute of", name, ByteText.Decode(attribute)),
            };
        }
    }

    // The l* calls would meet the link in /proc itself: a trailing "/." goes through it.
    private static ReadOnlySpan<byte> SelfOr(ReadOnlySpan<byte> name) => name.IsEmpty ? "."u8 : name;

    private static void Split(ReadOnlySpan<byte> list, List<byte[]> names)
    {
        while (!list.IsEmpty)
        {
            var end = list.IndexOf((byte)0);
            names.Add(list[..end].ToArray());
            list = list[(end + 1)..];
        }
    }
}
