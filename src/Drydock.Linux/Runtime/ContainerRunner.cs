using Drydock.Linux.Interop;
using Drydock.Linux.Processes;

namespace Drydock.Linux.Runtime;

/// <summary>Runs containers by an OCI runtime. May be used by several threads at once.</summary>
public sealed class ContainerRunner
{
    private readonly OciRuntime _runtime;
    private readonly string _stateFolder;

    internal ContainerRunner(OciRuntime runtime, string stateFolder)
    {
        _runtime = runtime;
        _stateFolder = stateFolder;
    }

    /// <summary>Runs a container to its end; then all its processes have ended.</summary>
    /// <param name="start">The container.</param>
    /// <param name="started">Called once the runtime runs, with its process: where streams are pipes, they are read and written there.</param>
    /// <param name="cancellationToken">Cancelling kills all processes of the container.</param>
    /// <returns>How the container's first process ended; one that a signal ended has status 128 + signal, as runtimes tell it.</returns>
    /// <exception cref="RuntimeException">The container could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it is left.</exception>
    public async Task<ChildExit> RunAsync(ContainerStart start, Action<ChildProcess>? started = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Begin(start);
        await using var registration = cancellationToken.Register(() => Kill(start.Id, process));
        started?.Invoke(process);
        return End(start, await process.WaitAsync(CancellationToken.None), cancellationToken);
    }

    /// <summary>As <see cref="RunAsync"/>, holding the thread.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public ChildExit Run(ContainerStart start, Action<ChildProcess>? started = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Begin(start);
        using var registration = cancellationToken.Register(() => Kill(start.Id, process));
        started?.Invoke(process);
        return End(start, process.Wait(CancellationToken.None), cancellationToken);
    }

    private ChildProcess Begin(ContainerStart start)
    {
        var spec = Adjust(start.Spec);
        File.WriteAllBytes(Path.Combine(start.BundleDirectory, "config.json"), RuntimeJson.Serialize(spec));
        return ChildProcess.Start(new ChildStart(_runtime.Path, [.. GlobalArguments(start, spec), "run", "--bundle", start.BundleDirectory, start.Id])
        {
            // Runtimes look at variables of their own (NOTIFY_SOCKET, LISTEN_FDS, XDG_RUNTIME_DIR): none is passed on.
            Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            StandardInput = start.StandardInput,
            StandardOutput = start.StandardOutput,
            StandardError = start.StandardError,

            // A background process group may not read from the terminal.
            OwnGroup = !start.Spec.Process.Terminal,
        });
    }

    private ChildExit End(ContainerStart start, ChildExit exit, CancellationToken cancellationToken)
    {
        if (!exit.IsSuccess)
        {
            // After a regular end there is nothing to delete: the runtime has done that.
            if (exit.Signal is not null || cancellationToken.IsCancellationRequested)
            {
                Call("delete", "--force", start.Id);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (RuntimeLog.FailureIn(LogPath(start), _runtime) is { } failure)
            {
                Call("delete", "--force", start.Id);
                throw failure;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return exit;
    }

    // The container's first process is killed by the runtime's own means, and the runtime then ends by itself and
    // cleans up. Before there is a container, the runtime itself is killed.
    private void Kill(string id, ChildProcess process)
    {
        if (!Call("kill", id, "KILL"))
        {
            process.Kill(Libc.SIGTERM);
            process.Kill();
        }
    }

    private bool Call(params string[] arguments)
    {
        using var child = ChildProcess.Start(new ChildStart(_runtime.Path, ["--root", _stateFolder, .. arguments]));
        return child.Wait(CancellationToken.None).IsSuccess;
    }

    private string[] GlobalArguments(ContainerStart start, RuntimeSpec spec)
    {
        string[] common = ["--root", _stateFolder, "--log", LogPath(start), "--log-format", "json"];

        // Without limits no control group is made: quicker, nothing is left behind, and it works where none may be made.
        return _runtime.Kind == RuntimeKind.Crun && spec.Linux.Resources is null ? [.. common, "--cgroup-manager=disabled"] : common;
    }

    // runc makes a control group in any case; it then guards devices too.
    private RuntimeSpec Adjust(RuntimeSpec spec) => _runtime.Kind == RuntimeKind.Runc
        ? spec with { Linux = spec.Linux with { Resources = (spec.Linux.Resources ?? new ResourcesSpec()) with { Devices = [new DeviceRule(false, "rwm")] } } }
        : spec;

    private static string LogPath(ContainerStart start) => Path.Combine(start.BundleDirectory, "runtime.log");
}
