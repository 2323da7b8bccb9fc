using Drydock.Containers.Logs;
using Drydock.Linux.Files;
using Drydock.Linux.Network;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Linux.Users;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Containers;
using Drydock.Storage.Mounting;

namespace Drydock.Containers.Running;

/// <summary>How a container is watched.</summary>
public sealed record MonitorOptions
{
    /// <summary>The runtime; null for the first found.</summary>
    public string? RuntimePath { get; init; }

    /// <summary>Whether its output goes to the standard streams of this process too.</summary>
    public bool Attached { get; init; }

    /// <summary>Whether its standard input is that of this process.</summary>
    public bool Input { get; init; }

    /// <summary>Called once its process executes its command.</summary>
    public Action Started { get; init; } = () => { };
}

/// <summary>
/// Runs a container from start to end: holds its lock and its mounts, carries its streams and ports,
/// and records how it ended. Lives in namespaces of its own, which end with it, and the container
/// with them.
/// </summary>
public sealed class ContainerMonitor(Store store, NamespaceEntry namespaces, MonitorOptions options)
{
    private static readonly TimeSpan s_startPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(2);

    /// <summary>Runs a container to its end.</summary>
    /// <returns>The exit code of its process.</returns>
    /// <exception cref="ContainerException">It runs already, or a mount or port cannot be had.</exception>
    /// <exception cref="RuntimeException">It could not be started.</exception>
    public async Task<int> RunAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(record, cancellationToken);
        record = store.Containers.Find(record.Id) ?? throw new ContainerException($"No such container: {record.Name}");
        int exitCode;
        try
        {
            exitCode = await RunLockedAsync(record, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var code = e is RuntimeException failure ? failure.ExitCode : 125;
            store.Containers.Write(record with { State = Failed(record.State, code, e.Message) });
            throw;
        }
        finally
        {
            if (record.Settings.AutoRemove)
            {
                new ContainerRemover(store).RemoveLocked(record, volumes: true);
            }
        }

        return exitCode;
    }

    private async Task<int> RunLockedAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        var lease = StoreLease.Take(store, cancellationToken);
        try
        {
            var mounts = new SnapshotMounts(store);
            var runner = OciRuntime.Find(options.RuntimePath).Prepare(mounts.NewDirectory("runtime"));
            using var upper = OpenUpper(mounts, record);
            var files = SandboxFiles.Write(mounts.NewDirectory("etc"), record.Settings.Hostname, record.Settings.ExtraHosts) with { ReadOnly = record.Settings.ReadOnlyRoot };
            MountPointStubs stubs;
            int exitCode;
            using (var view = mounts.MountWritable(
                record.Layers, store.Containers.UpperOf(record.Id), store.Containers.NewWork(record.Id), files.Shown.Select(file => file.Destination)))
            {
                using var root = view.Open();
                var user = UserDatabase.Open(root).Resolve(record.Settings.User);
                var spec = await SpecAsync(record.Settings, files, view.Path, root, user, cancellationToken);
                var targets = MountTargets.Find(root, spec);
                if (targets.Misfit is { } misfit)
                {
                    throw new ContainerException($"{misfit}\nchange the source or the path inside of the mount");
                }

                stubs = MountPointStubs.Make(root, targets.Places);
                WorkingDirectory.Make(root, record.Settings.WorkingDirectory, user);
                // A container may run for months: garbage is collected meanwhile, and spares what the container names.
                lease.Dispose();
                exitCode = await RunAsync(record, runner, spec, view.Path, mounts.NewDirectory("bundle"), cancellationToken);
            }

            // Only now: while the overlay is mounted its upper directory must not be touched.
            stubs.Remove(upper);
            return exitCode;
        }
        finally
        {
            lease.Dispose();
        }
    }

    private async Task<int> RunAsync(ContainerRecord record, ContainerRunner runner, RuntimeSpec spec, string rootPath, string bundle, CancellationToken cancellationToken)
    {
        using var log = new LogWriter(store.Containers.OpenLog(record.Id), store.Time);
        using var ports = PortForwarder.Listen(record.Settings.Ports);
        using var streams = new ContainerStreams(new StreamOptions(options.Attached, options.Attached ? options.Input : record.Settings.OpenInput), record.Settings.Terminal, log);
        var running = new RunningContainer(runner, record.Id, bundle + "/pid");
        namespaces.Forward(running.Receive);
        // The runtime's own streams are the container's terminal: it is not asked to look after ours.
        var start = streams.Connect(new ContainerStart(record.Id, bundle, spec) { ProcessIdFile = running.ProcessIdFile });
        var execution = runner.RunAsync(start, streams.Pump, cancellationToken);
        NetworkNamespace? network = null;
        try
        {
            while (!running.HasStarted && !execution.IsCompleted)
            {
                await Task.Delay(s_startPoll, CancellationToken.None);
            }

            streams.Open(running.HasStarted);
            if (running.HasStarted)
            {
                record = record with { State = StateOf(record, runner, rootPath, running.ProcessId, ports) };
                store.Containers.Write(record);
                network = ports.Bound.Count > 0 && !execution.IsCompleted ? NetworkNamespace.Enter(running.ProcessId) : null;
                if (network is not null)
                {
                    ports.Open(network);
                }

                options.Started();
            }

            var exit = await execution;
            await streams.DrainAsync();
            var finished = record.State with { Status = ContainerStatus.Exited, ExitCode = exit.ShellCode, Finished = Now(), Ports = [] };
            store.Containers.Write(record with { State = finished });
            return exit.ShellCode;
        }
        finally
        {
            running.End();
            network?.Dispose();
        }
    }

    private async Task<RuntimeSpec> SpecAsync(
        ContainerSettings settings, SandboxFiles files, string rootPath, RootedDirectory root, ResolvedUser user, CancellationToken cancellationToken)
    {
        var sandbox = ContainerSandbox.Of(settings, rootPath, user, settings.Terminal) with
        {
            Files = files,
            Mounts = await new ContainerVolumes(store).OpenAsync(settings.Mounts, root, cancellationToken),
        };
        return sandbox.Build();
    }

    private async Task<FileLock> LockAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        // Who only looks whether the container runs holds the lock for a moment.
        for (var waited = TimeSpan.Zero; waited < s_lockWait; waited += s_startPoll)
        {
            if (store.Containers.TryLock(record.Id) is { } held)
            {
                return held;
            }

            await Task.Delay(s_startPoll, cancellationToken);
        }

        throw new ContainerException($"container {record.Name} is already running");
    }

    private RootedDirectory OpenUpper(SnapshotMounts mounts, ContainerRecord record) => store.Containers.HasUpper(record.Id)
        ? RootedDirectory.Open(store.Containers.UpperOf(record.Id))
        : mounts.CreateUpper(record.Layers, store.Containers.DirectoryOf(record.Id));

    private ContainerState StateOf(ContainerRecord record, ContainerRunner runner, string rootPath, int process, PortForwarder ports) => new()
    {
        Status = ContainerStatus.Running,
        Started = Now(),
        Finished = record.State.Finished,
        Monitor = namespaces.OuterProcessId,
        Process = process,
        RuntimePath = runner.Location.RuntimePath,
        RuntimeFolder = runner.Location.StateFolder,
        RootPath = rootPath,
        Ports = ports.Bound,
    };

    private static ContainerState Failed(ContainerState before, int exitCode, string error) => new()
    {
        Status = before.Started is null ? ContainerStatus.Created : ContainerStatus.Exited,
        ExitCode = exitCode,
        Error = error,
        Started = before.Started,
        Finished = before.Finished,
    };

    private string Now() => OciTime.Format(store.Time.GetUtcNow());
}
