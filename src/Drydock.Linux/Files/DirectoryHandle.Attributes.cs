using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

public sealed unsafe partial class DirectoryHandle
{
    /// <summary>Sets owner and group; of a symbolic link, its own. The kernel clears setuid and setgid: set the mode afterwards.</summary>
    public void SetOwner(ReadOnlySpan<byte> name, uint uid, uint gid)
    {
        var text = Checked("set owner of", name, stackalloc byte[CPath.StackSize], mayBeSelf: true);
        fixed (byte* path = text)
        {
            if (Libc.ChangeOwnerAt(Handle, path, uid, gid, OpenFlags.AT_SYMLINK_NOFOLLOW | OpenFlags.AT_EMPTY_PATH) != 0)
            {
                throw Failure("set owner of", name);
            }
        }
    }

    /// <summary>Sets the mode (0 to 07777, octal). A symbolic link has none of its own: refused (not supported).</summary>
    public void SetMode(ReadOnlySpan<byte> name, int mode)
    {
        var text = Checked("set mode of", name, stackalloc byte[CPath.StackSize], mayBeSelf: true);
        fixed (byte* path = text)
        {
            const uint flags = OpenFlags.AT_SYMLINK_NOFOLLOW | OpenFlags.AT_EMPTY_PATH;
            if (Libc.ChangeModeAt2(SyscallNumber.Fchmodat2, Handle, path, (uint)mode, flags) == 0)
            {
                return;
            }

            // Linux before 6.6 has no fchmodat2; a seccomp profile that does not know it says EPERM.
            if (Marshal.GetLastPInvokeError() is not (Errno.ENOSYS or Errno.EPERM))
            {
                throw Failure("set mode of", name);
            }
        }

        SetModeThroughProc(name, mode);
    }

    /// <summary>Sets the modification time, and the access time to the same; of a symbolic link, its own.</summary>
    public void SetTimes(ReadOnlySpan<byte> name, UnixTime time)
    {
        var text = Checked("set times of", name, stackalloc byte[CPath.StackSize], mayBeSelf: true);
        var times = stackalloc Timespec[2];
        times[0] = times[1] = new Timespec { Seconds = time.Seconds, Nanoseconds = time.Nanoseconds };
        fixed (byte* path = text)
        {
            if (Libc.SetTimesAt(Handle, path, times, OpenFlags.AT_SYMLINK_NOFOLLOW | OpenFlags.AT_EMPTY_PATH) != 0)
            {
                throw Failure("set times of", name);
            }
        }
    }

    internal void SetModeThroughProc(ReadOnlySpan<byte> name, int mode)
    {
        using var file = name.IsEmpty ? null : OpenAt(name, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, 0, "set mode of");
        var handle = file ?? Handle;
        if (Stat(handle, "set mode of", Path.Append(name)).IsSymbolicLink)
        {
            throw Failure(Errno.EOPNOTSUPP, "set mode of", name);
        }

        fixed (byte* path = ProcPath(handle, default, stackalloc byte[CPath.StackSize]))
        {
            if (Libc.ChangeModeOfPath(path, (uint)mode) != 0)
            {
                throw Failure("set mode of", name);
            }
        }

        GC.KeepAlive(handle);
    }

    // The kernel has no *at form of the xattr calls before 6.13: a descriptor's name below /proc is one.
    internal static ReadOnlySpan<byte> ProcPath(SafeFileHandle handle, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        var prefix = "/proc/self/fd/"u8;
        prefix.CopyTo(buffer);
        ((int)handle.DangerousGetHandle()).TryFormat(buffer[prefix.Length..], out var digits, default, null);
        var length = prefix.Length + digits;
        if (!name.IsEmpty)
        {
            // A name is at most 255 bytes; a longer one is cut by no one but refused by the kernel.
            buffer[length++] = (byte)'/';
            var longest = Math.Min(name.Length, buffer.Length - length - 1);
            name[..longest].CopyTo(buffer[length..]);
            length += longest;
        }

        buffer[length] = 0;
        return buffer[..(length + 1)];
    }
}
