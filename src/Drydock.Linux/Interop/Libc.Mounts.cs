using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Interop;

/// <summary>System calls on mounts.</summary>
internal static unsafe partial class Libc
{
    internal const ulong MS_RDONLY = 1;
    internal const ulong MS_NOSUID = 2;
    internal const ulong MS_NODEV = 4;
    internal const ulong MS_NOEXEC = 8;
    internal const ulong MS_REC = 0x4000;
    internal const ulong MS_PRIVATE = 1 << 18;

    internal const int MNT_DETACH = 2;
    internal const int UMOUNT_NOFOLLOW = 8;

    internal const uint FSOPEN_CLOEXEC = 1;
    internal const uint FSMOUNT_CLOEXEC = 1;
    internal const uint FSCONFIG_SET_FLAG = 0;
    internal const uint FSCONFIG_SET_STRING = 1;
    internal const uint FSCONFIG_CMD_CREATE = 6;

    internal const uint OPEN_TREE_CLONE = 1;
    internal const uint OPEN_TREE_CLOEXEC = 0x80000;
    internal const uint AT_RECURSIVE = 0x8000;
    internal const uint MOVE_MOUNT_F_EMPTY_PATH = 4;

    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true)]
    internal static partial int Mount(byte* source, byte* target, byte* type, ulong flags, byte* data);

    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true)]
    internal static partial int Unmount(byte* target, int flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int Fsopen(nint number, byte* type, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int Fsconfig(nint number, SafeFileHandle context, uint command, byte* key, byte* value, int extra);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int Fsmount(nint number, SafeFileHandle context, uint flags, uint attributes);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int MoveMount(nint number, SafeFileHandle source, byte* sourcePath, int targetDirectory, byte* target, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int OpenTree(nint number, int directory, byte* path, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int MountSetattr(nint number, SafeFileHandle mount, byte* path, uint flags, MountAttributes* attributes, nint size);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle file, byte* buffer, nint size);

    /// <summary>struct mount_attr of mount_setattr(2); the bits are those of fsmount(2).</summary>
    internal struct MountAttributes
    {
        internal const uint ReadOnly = 1;
        internal const uint NoSuid = 2;
        internal const uint NoDevices = 4;
        internal const uint NoExecute = 8;

        internal ulong Set;
        internal ulong Clear;
        internal ulong Propagation;
        internal ulong UserNamespace;
    }
}
