using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>How a lock is held.</summary>
public enum LockMode
{
    /// <summary>By any number of holders at once.</summary>
    Shared,

    /// <summary>By one holder alone.</summary>
    Exclusive,
}

/// <summary>
/// An advisory lock on a file of the product, held until disposed of or until the process ends,
/// however it ends: flock(2).
/// </summary>
/// <remarks>
/// The file may be removed by whoever holds it exclusively: a lock taken on a file that lost its
/// name in the meantime is given up, and the one that has the name now is taken.
/// </remarks>
public sealed class FileLock : IDisposable
{
    private const int LOCK_SH = 1;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(100);
    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file, string path, LockMode mode)
    {
        _file = file;
        Path = path;
        Mode = mode;
    }

    /// <summary>The locked file, a path of the host.</summary>
    public string Path { get; }

    /// <summary>How it is held.</summary>
    public LockMode Mode { get; }

    /// <summary>Takes the lock if it is free; null if not. The file is created (mode 0600) when there is none.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked at all.</exception>
    public static FileLock? TryAcquire(string hostPath, LockMode mode)
    {
        while (true)
        {
            var file = HostFile.Open(hostPath, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0b110_000_000, "lock");
            if (!TryLock(file, hostPath, mode))
            {
                file.Dispose();
                return null;
            }

            if (HasName(file, hostPath))
            {
                return new FileLock(file, hostPath, mode);
            }

            file.Dispose();
        }
    }

    /// <summary>Waits until the lock is free, and takes it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="LinuxException">The file cannot be opened or locked at all.</exception>
    public static FileLock Acquire(string hostPath, LockMode mode, CancellationToken cancellationToken = default)
    {
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = Longer(pause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(hostPath, mode) is { } taken)
            {
                return taken;
            }

            cancellationToken.WaitHandle.WaitOne(pause);
        }
    }

    /// <summary>Waits until the lock is free, and takes it; no thread is held while waiting.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="LinuxException">The file cannot be opened or locked at all.</exception>
    public static async Task<FileLock> AcquireAsync(string hostPath, LockMode mode, CancellationToken cancellationToken = default)
    {
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = Longer(pause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(hostPath, mode) is { } taken)
            {
                return taken;
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Gives the lock up.</summary>
    public void Dispose() => _file.Dispose();

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < s_longestPause ? pause * 2 : s_longestPause;

    private static bool TryLock(SafeFileHandle file, string path, LockMode mode)
    {
        var operation = (mode == LockMode.Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
        while (Libc.Flock(file, operation) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.EAGAIN:
                    return false;
                case Errno.EINTR:
                    continue;
                default:
                    throw LinuxException.Last("lock", path);
            }
        }

        return true;
    }

    private static bool HasName(SafeFileHandle file, string hostPath)
    {
        try
        {
            using var named = HostFile.Open(hostPath, OpenFlags.O_PATH);
            return Status(named).IsSameFileAs(Status(file));
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    private static FileStatus Status(SafeFileHandle file) => DirectoryHandle.Stat(file, "stat", UnixPath.Root);
}
