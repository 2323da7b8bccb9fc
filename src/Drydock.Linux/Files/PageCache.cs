using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>
/// Tells the kernel what is to become of a file's pages in memory. These are hints: nothing is on disk for good
/// because of them, and a file system that knows none of it leaves everything as it is.
/// </summary>
public static class PageCache
{
    private const uint SYNC_FILE_RANGE_WRITE = 2;
    private const int POSIX_FADV_DONTNEED = 4;

    /// <summary>
    /// Begins to write the dirty pages of a range to the disk; waits for room in the disk's queue only. An error of the
    /// disk is not asked for, so that <see cref="FileSync.Flush"/> reports it.
    /// </summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length) =>
        _ = Libc.SyncFileRange(file, offset, length, SYNC_FILE_RANGE_WRITE);

    /// <summary>Gives back the memory of those pages of a range that are on the disk already; the others stay.</summary>
    public static void DropWritten(SafeFileHandle file, long offset, long length) =>
        _ = Libc.Advise(file, offset, length, POSIX_FADV_DONTNEED);
}
