using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>Resolution inside a root by openat2(2).</summary>
internal static unsafe class KernelPath
{
    // The kernel says EAGAIN when a rename or mount anywhere happened just while it met "..".
    private const int MostTries = 128;

    internal static bool IsAvailable(SafeFileHandle root)
    {
        var fd = Call(root, "."u8, OpenFlags.O_PATH);
        if (fd >= 0)
        {
            new SafeFileHandle(fd, ownsHandle: true).Dispose();
        }

        return fd >= 0;
    }

    /// <summary>Null when the kernel found no quiet moment in many tries.</summary>
    internal static SafeFileHandle? TryOpen(SafeFileHandle root, UnixPath path, int flags)
    {
        for (var tries = 0; ; tries++)
        {
            var fd = Call(root, path.IsRoot ? "."u8 : path.Bytes, flags);
            if (fd >= 0)
            {
                return new SafeFileHandle(fd, ownsHandle: true);
            }

            if (Marshal.GetLastPInvokeError() != Errno.EAGAIN)
            {
                throw LinuxException.Last("open", path.ToString());
            }

            if (tries == MostTries)
            {
                return null;
            }
        }
    }

    private static int Call(SafeFileHandle root, ReadOnlySpan<byte> path, int flags)
    {
        var how = new OpenHow
        {
            Flags = (uint)(flags | OpenFlags.O_CLOEXEC),
            Resolve = OpenHow.RESOLVE_IN_ROOT | OpenHow.RESOLVE_NO_MAGICLINKS,
        };
        fixed (byte* text = CPath.Terminate(path, stackalloc byte[CPath.StackSize]))
        {
            return Libc.OpenAt2(SyscallNumber.Openat2, root, text, &how, sizeof(OpenHow));
        }
    }
}
