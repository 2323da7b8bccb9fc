using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

public sealed unsafe partial class DirectoryHandle
{
    // Type, mode, links, owner, times, inode, size, blocks: STATX_BASIC_STATS.
    private const uint BasicStatus = 0x7ff;

    /// <summary>The status of a file; of a symbolic link, its own.</summary>
    public FileStatus Stat(ReadOnlySpan<byte> name) =>
        TryStat(name, out var status) ? status : throw Failure(Errno.ENOENT, "stat", name);

    /// <summary>The status of a file; false when there is none of that name.</summary>
    public bool TryStat(ReadOnlySpan<byte> name, out FileStatus status)
    {
        var text = Checked("stat", name, stackalloc byte[CPath.StackSize], mayBeSelf: true);
        fixed (byte* path = text)
        {
            return TryStat(Handle, path, out status) || (IsMissing() ? false : throw Failure("stat", name));
        }
    }

    /// <summary>The target of a symbolic link, as it is written there.</summary>
    public byte[] ReadLink(ReadOnlySpan<byte> name)
    {
        var text = Checked("read link", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* path = text)
        {
            return ReadLink(Handle, path) ?? throw Failure("read link", name);
        }
    }

    internal static FileStatus Stat(SafeFileHandle handle, string operation, UnixPath path)
    {
        byte empty = 0;
        return TryStat(handle, &empty, out var status) ? status : throw LinuxException.Last(operation, path.ToString());
    }

    internal static bool TryStat(SafeFileHandle handle, byte* path, out FileStatus status)
    {
        StatxBuffer buffer;
        if (Libc.Statx(handle, path, OpenFlags.AT_SYMLINK_NOFOLLOW | OpenFlags.AT_EMPTY_PATH, BasicStatus, &buffer) != 0)
        {
            status = default;
            return false;
        }

        var type = FileTypeNumber.Read(buffer.Mode >> 12);
        var isDevice = type is FileType.CharacterDevice or FileType.BlockDevice;
        status = new FileStatus(
            type,
            buffer.Mode & 0xFFF,
            buffer.Uid,
            buffer.Gid,
            buffer.Size,
            buffer.Blocks * 512,
            ((ulong)buffer.HolderMajor << 32) | buffer.HolderMinor,
            buffer.Inode,
            buffer.LinkCount,
            isDevice ? buffer.DeviceMajor : 0,
            isDevice ? buffer.DeviceMinor : 0,
            new UnixTime(buffer.ModifiedSeconds, buffer.ModifiedNanoseconds),
            new UnixTime(buffer.ChangedSeconds, buffer.ChangedNanoseconds));
        return true;
    }

    internal static byte[]? ReadLink(SafeFileHandle handle, byte* path)
    {
        var target = stackalloc byte[4096];
        var length = Libc.ReadLinkAt(handle, path, target, 4096);
        return length < 0 ? null : new ReadOnlySpan<byte>(target, (int)length).ToArray();
    }

    internal static bool IsMissing() =>
        System.Runtime.InteropServices.Marshal.GetLastPInvokeError() is Errno.ENOENT or Errno.ENOTDIR;
}
