using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Drydock.Layers.Tests.Support;

/// <summary>mount(2) itself: mount(8) would set up a loop device for EROFS.</summary>
internal static partial class Mount
{
    public static void Erofs(string index, string tar, string point) => Do(index, point, "erofs", 1, "device=" + tar);

    public static void Overlay(string options, string point) => Do("overlay", point, "overlay", 0, options);

    public static void Undo(string point)
    {
        const int detach = 2;
        if (Unmount(point, detach) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "umount " + point);
        }
    }

    private static void Do(string source, string point, string type, ulong flags, string options)
    {
        if (MountNative(source, point, type, flags, options) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"mount {type} {options}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountNative(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
