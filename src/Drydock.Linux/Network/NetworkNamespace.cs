using System.Collections.Concurrent;
using System.Globalization;
using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Network;

/// <summary>
/// The network of another process: a thread of ours lives in it, and what is made there, such as a
/// socket, belongs to it wherever it is used afterwards. Ends when disposed of.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    private const int CLONE_NEWNET = 0x40000000;

    private readonly BlockingCollection<Action> _work = [];

    private NetworkNamespace()
    {
    }

    /// <summary>Enters the network of a process.</summary>
    /// <exception cref="LinuxException">There is no such process, or its network may not be entered (that takes root).</exception>
    public static NetworkNamespace Enter(int processId)
    {
        using var file = HostFile.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/net"), OpenFlags.O_RDONLY);
        var network = new NetworkNamespace();
        var entered = new TaskCompletionSource();
        new Thread(() => network.Live(file, entered), 256 * 1024) { IsBackground = true, Name = "network" }.Start();
        entered.Task.GetAwaiter().GetResult();
        return network;
    }

    /// <summary>Runs a function in it.</summary>
    public Task<T> RunAsync<T>(Func<T> body)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                result.SetResult(body());
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _work.CompleteAdding();

    private void Live(SafeFileHandle file, TaskCompletionSource entered)
    {
        if (Libc.SetNamespace(file, CLONE_NEWNET) != 0)
        {
            entered.SetException(LinuxException.Last("enter", "the network of a container"));
            return;
        }

        entered.SetResult();
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
