using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>Opens files of the host by plain path: the product's own, never those of images or contexts.</summary>
internal static unsafe class HostFile
{
    internal static SafeFileHandle Open(string hostPath, int flags, int mode = 0, string operation = "open")
    {
        fixed (byte* path = CPath.OfHost(hostPath))
        {
            var fd = Libc.Open(path, flags | OpenFlags.O_CLOEXEC, (uint)mode);
            return fd < 0 ? throw LinuxException.Last(operation, hostPath) : new SafeFileHandle(fd, ownsHandle: true);
        }
    }
}
