using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>
/// Asks the kernel about a file's pages in memory, and tells it what is to become of them. The latter are hints: nothing is on disk for good
/// because of them, and a file system that knows none of it leaves everything as it is.
/// </summary>
public static unsafe class PageCache
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

    /// <summary>How many bytes of a file are in memory, in whole pages: cachestat(2).</summary>
    /// <returns>Null where the kernel cannot say: before Linux 6.5.</returns>
    public static long? CachedBytes(SafeFileHandle file)
    {
        CachestatRange all = default;
        CachestatBuffer buffer;
        return Libc.CacheStatus(SyscallNumber.Cachestat, file, &all, &buffer, 0) == 0 ? (long)buffer.Cached * Environment.SystemPageSize : null;
    }
}
