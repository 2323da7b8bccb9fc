namespace Drydock.Linux.Files;

/// <summary>What the kernel knows about a file: statx(2).</summary>
/// <param name="Type">The type of the file.</param>
/// <param name="Mode">Permission bits with setuid, setgid and sticky: 0 to 07777 (octal).</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="Size">Length of the content in bytes; of a symbolic link, the length of its target.</param>
/// <param name="AllocatedBytes">Bytes taken on disk.</param>
/// <param name="Device">The device that holds the file: major number in the upper, minor in the lower 32 bits.</param>
/// <param name="Inode">Number of the file on that device.</param>
/// <param name="LinkCount">Number of names.</param>
/// <param name="DeviceMajor">Major number of the device that this file stands for; 0 unless it is a device.</param>
/// <param name="DeviceMinor">Minor number of the device that this file stands for; 0 unless it is a device.</param>
/// <param name="ModifiedTime">When the content changed (mtime).</param>
/// <param name="ChangedTime">When content or metadata changed (ctime).</param>
public readonly record struct FileStatus(
    FileType Type,
    int Mode,
    uint Uid,
    uint Gid,
    long Size,
    long AllocatedBytes,
    ulong Device,
    ulong Inode,
    uint LinkCount,
    uint DeviceMajor,
    uint DeviceMinor,
    UnixTime ModifiedTime,
    UnixTime ChangedTime)
{
    /// <summary>Whether this is a directory.</summary>
    public bool IsDirectory => Type == FileType.Directory;

    /// <summary>Whether this is a regular file.</summary>
    public bool IsRegular => Type == FileType.Regular;

    /// <summary>Whether this is a symbolic link.</summary>
    public bool IsSymbolicLink => Type == FileType.SymbolicLink;

    /// <summary>Whether this is the 0/0 character device by which overlayfs hides a lower file.</summary>
    public bool IsWhiteout => Type == FileType.CharacterDevice && DeviceMajor == 0 && DeviceMinor == 0;

    /// <summary>Whether two statuses are of the same file.</summary>
    public bool IsSameFileAs(in FileStatus other) => Inode == other.Inode && Device == other.Device;
}
