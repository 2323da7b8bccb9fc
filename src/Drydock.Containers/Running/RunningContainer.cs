using System.Globalization;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;

namespace Drydock.Containers.Running;

/// <summary>A container of this process: whether it has started, and signals on their way to it.</summary>
internal sealed class RunningContainer(ContainerRunner runner, string id, string processIdFile)
{
    private const int LastStraw = 3;
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(20);

    private int _processId;
    private int _asked;
    private volatile bool _ended;

    /// <summary>The file that the runtime writes once the command is executed.</summary>
    internal string ProcessIdFile { get; } = processIdFile;

    /// <summary>Its first process, once it has started.</summary>
    internal int ProcessId => _processId;

    /// <summary>Whether its first process executes its command, or has done so.</summary>
    internal bool HasStarted => _processId > 0
        || (HostDocument.TryRead(ProcessIdFile, 64) is { Length: > 0 } bytes && int.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out _processId));

    /// <summary>Hands a signal of ours on. Who asks for the end a third time gets it.</summary>
    internal void Receive(int signal)
    {
        if (signal is Signals.Interrupt or Signals.Terminate && Interlocked.Increment(ref _asked) == LastStraw)
        {
            signal = Signals.Kill;
        }

        _ = SendAsync(signal);
    }

    /// <summary>It has ended: nobody is left to get a signal.</summary>
    internal void End() => _ended = true;

    // One that came early is kept until there is a process to take it.
    private async Task SendAsync(int signal)
    {
        await Task.Yield();
        while (!_ended && !(HasStarted && runner.Signal(id, signal)))
        {
            await Task.Delay(s_retry, CancellationToken.None);
        }
    }
}
