using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Processes;

/// <summary>
/// A running program. It has the three standard streams and no other open file of ours, default
/// signal handling, and ends at the latest when this object is disposed of.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    // Waiting for a process and reading what it prints hold threads of the pool, which otherwise
    // hesitates before it makes more of them than there are processors.
    private const int WaitingThreads = 64;

    // Those that somebody waits for: a fact about this process as a whole, as its children are.
    private static readonly ConcurrentDictionary<int, bool> s_awaited = new();

    private readonly TaskCompletionSource<ChildExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _ending = new();
    private readonly bool _ownGroup;
    private bool _ended;
    private bool _detached;

    static ChildProcess()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, WaitingThreads), completions);
    }

    private ChildProcess(int id, bool ownGroup, StandardStreams streams)
    {
        Id = id;
        s_awaited[id] = true;
        _ownGroup = ownGroup;
        StandardInput = streams.Input;
        StandardOutput = streams.Output;
        StandardError = streams.Error;
        if (NamespaceEntry.HasEntered)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static child => child.Await(), this, preferLocal: false);
        }
        else
        {
            // A thread of the pool that began here would keep the mount namespace of this one (PrivateMounts) for good.
            new Thread(Await, 64 * 1024) { IsBackground = true, Name = "wait " + id }.Start();
        }
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Leads to the standard input, when that is a pipe.</summary>
    public FileStream? StandardInput { get; }

    /// <summary>Comes from the standard output, when that is a pipe.</summary>
    public FileStream? StandardOutput { get; }

    /// <summary>Comes from the standard error, when that is a pipe.</summary>
    public FileStream? StandardError { get; }

    /// <summary>Whether it has ended and been waited for.</summary>
    public bool HasExited => _exit.Task.IsCompleted;

    /// <summary>Whether some object of this class waits for a process.</summary>
    internal static bool IsAwaited(int id) => s_awaited.ContainsKey(id);

    /// <summary>Starts a program.</summary>
    /// <exception cref="LinuxException">There is no such program, or it cannot be executed.</exception>
    public static ChildProcess Start(ChildStart start)
    {
        var program = ProgramPath.Find(start.Program) ?? throw new LinuxException(Errno.ENOENT, "find the program", start.Program);
        KeepRuntimeFromReaping();
        using var streams = new StandardStreams(start);
        using var arguments = new CStringArray([start.Program, .. start.Arguments]);
        using var environment = new CStringArray(start.Environment ?? HostEnvironment.Entries());
        var id = Spawner.Spawn(program, start, streams, arguments, environment);
        var child = new ChildProcess(id, start.OwnGroup || start.OwnSession, streams);
        streams.Release();
        return child;
    }

    /// <summary>Waits for the end. Holds no thread.</summary>
    /// <param name="cancellationToken">Cancelling kills the process (with its group) and waits for its end.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the process has ended.</exception>
    public async Task<ChildExit> WaitAsync(CancellationToken cancellationToken = default)
    {
        await using var registration = cancellationToken.Register(() => Kill());
        var exit = await _exit.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return exit;
    }

    /// <summary>As <see cref="WaitAsync"/>, holding the thread.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; the process has ended.</exception>
    public ChildExit Wait(CancellationToken cancellationToken = default) => WaitAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Sends a signal to the process, or to its group when it leads one. Nothing happens when it has ended.</summary>
    /// <param name="signal">SIGKILL unless given.</param>
    public void Kill(int signal = Libc.SIGKILL)
    {
        // The number may belong to another process once it has been waited for.
        lock (_ending)
        {
            if (!_ended)
            {
                _ = Libc.Kill(_ownGroup ? -Id : Id, signal);
            }
        }
    }

    /// <summary>Leaves the process alone when this object is disposed of.</summary>
    public void Detach() => _detached = true;

    /// <summary>Kills the process if it still runs and was not detached, and closes its streams.</summary>
    public void Dispose()
    {
        if (!_detached)
        {
            Kill();
        }

        StandardInput?.Dispose();
        StandardOutput?.Dispose();
        StandardError?.Dispose();
    }

    // As process 1 the runtime answers SIGCHLD, once its console was used on a terminal, by reaping every
    // child there is, and how ours ended would be lost. Here OrphanReaper does that, and spares ours.
    private static void KeepRuntimeFromReaping()
    {
        if (Libc.GetPid() == 1)
        {
            _ = Libc.Signal(Libc.SIGCHLD, 0);
        }
    }

    private void Await()
    {
        // The process is left a zombie until the lock is held, so that Kill never meets a number given to another.
        WaitUntilEnded();
        int status, done;
        LinuxException? lost = null;
        lock (_ending)
        {
            do
            {
                done = Libc.WaitPid(Id, out status, 0);
            }
            while (done < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

            lost = done < 0 ? LinuxException.Last("wait for", $"process {Id}") : null;
            _ended = true;
            s_awaited.TryRemove(Id, out _);
        }

        // How it ended is then not known, and must not be taken for any end.
        if (lost is not null)
        {
            _exit.SetException(lost);
            return;
        }

        _exit.SetResult(ChildExit.FromWaitStatus(status));
    }

    private unsafe void WaitUntilEnded()
    {
        var info = stackalloc byte[128];
        while (Libc.WaitId(Libc.P_PID, Id, info, Libc.WEXITED | Libc.WNOWAIT) < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
        {
        }
    }
}
