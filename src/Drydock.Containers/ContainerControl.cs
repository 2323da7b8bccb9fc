using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Linux.Users;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Containers;

/// <summary>One more process for a running container.</summary>
public sealed record ExecRequest
{
    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Variables besides the container's, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The working directory; null for the container's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Who it runs as; null for the container's user.</summary>
    public string? User { get; init; }

    /// <summary>Whether it gets a terminal; standard input must be one.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether it reads the standard input of this process.</summary>
    public bool Input { get; init; }

    /// <summary>Whether it is left running.</summary>
    public bool Detach { get; init; }

    /// <summary>Whether nearly all protection is off.</summary>
    public bool Privileged { get; init; }
}

/// <summary>Acts on containers that other processes run.</summary>
public sealed class ContainerControl(Store store)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(10);

    /// <summary>Sends a signal to the container's first process.</summary>
    /// <exception cref="ContainerException">It does not run.</exception>
    public async Task SignalAsync(ContainerRecord record, int signal, CancellationToken cancellationToken)
    {
        if (await ReachAsync(record, cancellationToken) is not var (container, _) || !container.Signal(signal))
        {
            throw NotRunning(record);
        }
    }

    /// <summary>Asks the container to end, and ends it when it does not; one that does not run is left alone.</summary>
    /// <param name="record">The container.</param>
    /// <param name="signal">What to ask with; null for its own stop signal.</param>
    /// <param name="patience">How long to wait; null for as long as the container was created with, a negative one for ever.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task StopAsync(ContainerRecord record, int? signal, TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (await ReachAsync(record, cancellationToken) is not var (container, _))
        {
            return;
        }

        container.Signal(signal ?? record.Settings.StopSignal);
        var left = patience ?? TimeSpan.FromSeconds(record.Settings.StopSeconds);
        for (var began = store.Time.GetTimestamp(); store.Containers.IsRunning(record.Id); await Task.Delay(s_poll, cancellationToken))
        {
            if (left >= TimeSpan.Zero && store.Time.GetElapsedTime(began) > left)
            {
                container.Signal(Signals.Kill);
                left = Timeout.InfiniteTimeSpan;
            }
        }
    }

    /// <summary>Waits until the container does not run.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        while (store.Containers.IsRunning(record.Id))
        {
            await Task.Delay(s_poll, cancellationToken);
        }

        return store.Containers.Find(record.Id)?.State.ExitCode ?? 0;
    }

    /// <summary>The container's first process as the host sees it; null when it does not run.</summary>
    public static int? ProcessId(ContainerRecord record) =>
        record.State is { Status: ContainerStatus.Running } state ? Find(record, state)?.ProcessId(state.Process) : null;

    /// <summary>Executes one more process in the container, with the standard streams of this process.</summary>
    /// <returns>Its exit code; 0 when it is left running.</returns>
    /// <exception cref="ContainerException">The container does not run.</exception>
    /// <exception cref="RuntimeException">The process could not be started.</exception>
    public async Task<int> ExecuteAsync(ContainerRecord record, ExecRequest request, CancellationToken cancellationToken)
    {
        if (await ReachAsync(record, cancellationToken) is not var (container, state))
        {
            throw NotRunning(record);
        }

        ResolvedUser user;
        using (var root = container.OpenRoot(state.RootPath!))
        {
            user = UserDatabase.Open(root).Resolve(request.User ?? record.Settings.User);
        }

        var settings = record.Settings with
        {
            Entrypoint = [],
            Command = request.Command,
            Environment = Creating.EnvironmentList.Merge(record.Settings.Environment, request.Environment),
            WorkingDirectory = request.WorkingDirectory ?? record.Settings.WorkingDirectory,
            Privileged = record.Settings.Privileged || request.Privileged,
        };
        var process = Running.ContainerSandbox.Of(settings, state.RootPath!, user, request.Terminal).Build().Process;
        var exit = container.Execute(process, store.Containers.DirectoryOf(record.Id), request.Input ? Stdio.Inherit : Stdio.Null, request.Detach);
        return exit.ShellCode;
    }

    private static ContainerException NotRunning(ContainerRecord record) => new($"container {record.Name} is not running");

    private static ForeignContainer? Find(ContainerRecord record, ContainerState state) =>
        ForeignContainer.Find(record.Id, new RuntimeLocation(state.RuntimePath!, state.RuntimeFolder!), state.Monitor);

    // A monitor that has the lock but has not written yet is about to start the container.
    private async Task<(ForeignContainer Container, ContainerState State)?> ReachAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        for (var began = store.Time.GetTimestamp(); store.Time.GetElapsedTime(began) < s_longestStart && store.Containers.IsRunning(record.Id); await Task.Delay(s_poll, cancellationToken))
        {
            if (store.Containers.Find(record.Id)?.State is { Status: ContainerStatus.Running } state && Find(record, state) is { } container)
            {
                return (container, state);
            }
        }

        return null;
    }
}
