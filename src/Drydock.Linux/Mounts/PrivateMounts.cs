using System.Runtime.ExceptionServices;
using Drydock.Linux.Files;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Mounts;

/// <summary>A mount namespace for one thread: for programs that use this library without entering namespaces as a whole.</summary>
/// <remarks>
/// Threads and processes started by that thread live in it too; tasks do not: they run on the threads of the pool, which
/// see the mounts of the process. What is mounted ends with the last of them.
/// </remarks>
public static class PrivateMounts
{
    private const int CLONE_FS = 0x200;
    private const int CLONE_NEWNS = 0x20000;

    /// <summary>Whether the calling thread has another mount namespace than the process began with. False when that cannot be told.</summary>
    public static bool IsActive =>
        new FileInfo("/proc/thread-self/ns/mnt").LinkTarget is { } own
        && new FileInfo("/proc/self/ns/mnt").LinkTarget is { } first
        && own != first;

    /// <summary>Runs a function on a new thread with a mount namespace of its own, and waits for it.</summary>
    /// <exception cref="LinuxException">The namespace cannot be made: that takes root (CAP_SYS_ADMIN).</exception>
    public static void Run(Action body) => OnNewThread(() =>
    {
        if (Libc.Unshare(CLONE_NEWNS) != 0)
        {
            throw LinuxException.Last("make", "a mount namespace");
        }

        Mount.MakePrivate();
        body();
    });

    /// <summary>Runs a function on a new thread with the mounts that the process began with, and waits for it.</summary>
    /// <remarks>A thread of the pool may not have them: it lives where it was asked for, perhaps by a thread of <see cref="Run"/>.</remarks>
    /// <exception cref="LinuxException">The namespace cannot be entered: that takes root (CAP_SYS_ADMIN).</exception>
    internal static void RunOutside(Action body) => OnNewThread(() =>
    {
        // Who shares its root and working directory with other threads may not move.
        using var first = HostFile.Open("/proc/self/ns/mnt", OpenFlags.O_RDONLY);
        if (Libc.Unshare(CLONE_FS) != 0 || Libc.SetNamespace(first, CLONE_NEWNS) != 0)
        {
            throw LinuxException.Last("enter", "the first mount namespace");
        }

        body();
    });

    private static void OnNewThread(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
