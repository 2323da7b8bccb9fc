using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;
using static Drydock.Linux.Interop.Libc;

namespace Drydock.Linux.Mounts;

/// <summary>Mounts of the host's tree, on paths of the product's own folders. All throw <see cref="LinuxException"/>.</summary>
/// <remarks>Meant for a mount namespace of one's own (see <c>NamespaceEntry</c>): there they end with the process.</remarks>
public static unsafe class Mount
{
    /// <summary>Shows one directory or file at another place too.</summary>
    /// <param name="source">What is shown.</param>
    /// <param name="target">Where; a directory for a directory, a file for a file.</param>
    /// <param name="options">Restrictions; they hold for mounts below the source too when <paramref name="recursive"/>.</param>
    /// <param name="recursive">Whether mounts below the source are shown too.</param>
    public static void Bind(string source, string target, MountOptions options = MountOptions.None, bool recursive = false)
    {
        var operation = $"bind {source} to";
        using var tree = CloneTree(source, recursive, operation, target);
        if (options != MountOptions.None)
        {
            SetAttributes(tree, options, recursive, operation, target);
        }

        Attach(tree, target, operation);
    }

    /// <summary>Mounts an empty file system in memory.</summary>
    /// <param name="target">An existing directory.</param>
    /// <param name="sizeBytes">The most it can hold; null for the kernel's default (half of the memory).</param>
    /// <param name="mode">Mode of its root.</param>
    /// <param name="options">Restrictions.</param>
    public static void Tmpfs(string target, long? sizeBytes = null, int mode = 0b111_101_101, MountOptions options = MountOptions.NoSuid | MountOptions.NoDevices)
    {
        var data = "mode=" + Convert.ToString(mode, 8) + (sizeBytes is { } size ? $",size={size}" : "");
        Classic("tmpfs", target, "tmpfs", options, data);
    }

    /// <summary>Mounts the process table of this process's pid namespace.</summary>
    public static void Proc(string target) =>
        Classic("proc", target, "proc", MountOptions.NoSuid | MountOptions.NoDevices | MountOptions.NoExecute, null);

    /// <summary>Mounts the list of binary formats that the kernel has interpreters for.</summary>
    public static void BinaryFormats(string target) =>
        Classic("binfmt_misc", target, "binfmt_misc", MountOptions.NoSuid | MountOptions.NoDevices | MountOptions.NoExecute, null);

    /// <summary>Mounts the unified control group hierarchy.</summary>
    public static void Cgroup2(string target) =>
        Classic("cgroup2", target, "cgroup2", MountOptions.NoSuid | MountOptions.NoDevices | MountOptions.NoExecute, null);

    /// <summary>Unmounts what is mounted on a path, at once for all to see, even if it is in use.</summary>
    public static void Unmount(string target)
    {
        if (!TryUnmount(target))
        {
            throw LinuxException.Last("unmount", target);
        }
    }

    /// <summary>As <see cref="Unmount"/>; false when nothing is mounted there, or there is no such path.</summary>
    /// <exception cref="LinuxException">It is mounted, but cannot be unmounted.</exception>
    public static bool UnmountIfMounted(string target) =>
        TryUnmount(target) || (Marshal.GetLastPInvokeError() is Errno.EINVAL or Errno.ENOENT ? false : throw LinuxException.Last("unmount", target));

    /// <summary>Keeps mounts made from now on from being seen elsewhere, and those made elsewhere from being seen here.</summary>
    /// <param name="target">The mount, and all below it.</param>
    public static void MakePrivate(string target = "/")
    {
        fixed (byte* path = CPath.OfHost(target))
        {
            if (Libc.Mount(null, path, null, MS_REC | MS_PRIVATE, null) != 0)
            {
                throw LinuxException.Last("make private the mounts below", target);
            }
        }
    }

    internal static void Classic(string source, string target, string type, MountOptions options, string? data)
    {
        fixed (byte* from = CPath.OfHost(source), to = CPath.OfHost(target), kind = CPath.OfHost(type), text = data is null ? null : CPath.OfHost(data))
        {
            if (Libc.Mount(from, to, kind, options.ToAttributes(), text) != 0)
            {
                throw LinuxException.Last(source == type ? $"mount {type} on" : $"mount {source} ({type}) on", target);
            }
        }
    }

    internal static void Attach(SafeFileHandle mount, string target, string operation)
    {
        byte empty = 0;
        fixed (byte* path = CPath.OfHost(target))
        {
            if (MoveMount(SyscallNumber.MoveMount, mount, &empty, OpenFlags.AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) != 0)
            {
                throw LinuxException.Last(operation, target);
            }
        }
    }

    private static bool TryUnmount(string target)
    {
        fixed (byte* path = CPath.OfHost(target))
        {
            return Libc.Unmount(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0;
        }
    }

    private static SafeFileHandle CloneTree(string source, bool recursive, string operation, string target)
    {
        fixed (byte* path = CPath.OfHost(source))
        {
            var flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
            var fd = OpenTree(SyscallNumber.OpenTree, OpenFlags.AT_FDCWD, path, flags);
            return fd < 0 ? throw LinuxException.Last(operation, target) : new SafeFileHandle(fd, ownsHandle: true);
        }
    }

    private static void SetAttributes(SafeFileHandle tree, MountOptions options, bool recursive, string operation, string target)
    {
        byte empty = 0;
        var attributes = new MountAttributes { Set = options.ToAttributes() };
        var flags = OpenFlags.AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
        if (MountSetattr(SyscallNumber.MountSetattr, tree, &empty, flags, &attributes, sizeof(MountAttributes)) != 0)
        {
            throw LinuxException.Last(operation, target);
        }
    }
}
