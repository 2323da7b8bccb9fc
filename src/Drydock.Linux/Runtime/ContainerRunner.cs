using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime.Seccomp;

namespace Drydock.Linux.Runtime;

/// <summary>Runs containers by an OCI runtime. May be used by several threads at once.</summary>
public sealed class ContainerRunner
{
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(10);

    // Mount points that a runtime fills with further entries, and that no image has as links: runc 1.1 makes
    // /dev/stdin and the like through such a link, wherever it leads.
    private static readonly string[] s_directories = ["proc", "dev", "sys"];

    private readonly OciRuntime _runtime;
    private readonly string _stateFolder;
    private readonly ConcurrentDictionary<string, string> _filters = new();
    private readonly Lazy<SealedProgram?> _program;
    private readonly Lazy<bool> _takesFilters;

    internal ContainerRunner(OciRuntime runtime, string stateFolder)
    {
        _runtime = runtime;
        _stateFolder = stateFolder;
        _program = new Lazy<SealedProgram?>(() => SealedProgram.TryCopy(runtime.Path));
        _takesFilters = new Lazy<bool>(() => SeccompAnnotation.IsKnownTo(runtime.Path));
    }

    /// <summary>Runs a container to its end; then all its processes have ended.</summary>
    /// <param name="start">The container.</param>
    /// <param name="started">Called once the runtime runs, with its process. Where streams are pipes, whoever takes them here
    /// closes them: the last output may still have to be read when the container has ended.</param>
    /// <param name="cancellationToken">Cancelling kills all processes of the container.</param>
    /// <returns>How the container's first process ended; one that a signal ended has status 128 + signal, as runtimes tell it.</returns>
    /// <exception cref="RuntimeException">The container could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it is left.</exception>
    public async Task<ChildExit> RunAsync(ContainerStart start, Action<ChildProcess>? started = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = Begin(start);
        try
        {
            await using var registration = cancellationToken.Register(() => Kill(start.Id, process));
            started?.Invoke(process);
            return End(start, await process.WaitAsync(CancellationToken.None), cancellationToken);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>As <see cref="RunAsync"/>, holding the thread.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public ChildExit Run(ContainerStart start, Action<ChildProcess>? started = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = Begin(start);
        try
        {
            using var registration = cancellationToken.Register(() => Kill(start.Id, process));
            started?.Invoke(process);
            return End(start, process.Wait(CancellationToken.None), cancellationToken);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Does what the first container would have to wait for, without one. May be called on any thread, beside others.</summary>
    /// <exception cref="LinuxException">The runtime's program cannot be read.</exception>
    public void Prepare()
    {
        _ = Program;
        RuntimeJson.Serialize(Adjust(new SandboxSpec { RootPath = "/", Arguments = ["/"], Environment = [] }.Build()));
    }

    /// <summary>Which runtime it is.</summary>
    public RuntimeKind Kind => _runtime.Kind;

    /// <summary>Where other processes find the containers of this one.</summary>
    public RuntimeLocation Location => new(_runtime.Path, _stateFolder);

    /// <summary>Sends a signal to the first process of a container.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Signal(string id, int signal) => Call("kill", id, signal.ToString(CultureInfo.InvariantCulture));

    private string Program => _program.Value?.Path ?? _runtime.Path;

    private ChildProcess Begin(ContainerStart start)
    {
        var spec = Adjust(start.Spec);
        RefuseLinks(spec.Root.Path);
        File.WriteAllBytes(Path.Combine(start.BundleDirectory, "config.json"), RuntimeJson.Serialize(spec));
        return ChildProcess.Start(new ChildStart(Program, [.. GlobalArguments(start, spec), "run", .. IdFile(start), "--bundle", start.BundleDirectory, start.Id])
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

    private static string[] IdFile(ContainerStart start) => start.ProcessIdFile is { } file ? ["--pid-file", file] : [];

    private static void RefuseLinks(string rootPath)
    {
        using var root = RootedDirectory.Open(rootPath);
        foreach (var name in s_directories)
        {
            if (root.TryStat(UnixPath.FromText(name), out var status) && !status.IsDirectory)
            {
                throw new RuntimeException(RuntimeFailure.InvalidSandbox, $"/{name} of the image is not a directory, so nothing can be mounted there safely; such an image cannot run commands");
            }
        }
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
    // cleans up. While it is only being made the runtime does not know it yet, and killing the runtime would leave
    // half a container behind: so it is asked again until it knows.
    private void Kill(string id, ChildProcess process)
    {
        var asked = Stopwatch.StartNew();
        while (!process.HasExited && !Call("kill", id, "KILL"))
        {
            if (asked.Elapsed > s_longestStart)
            {
                process.Kill();
                return;
            }

            Thread.Sleep(2);
        }
    }

    private bool Call(params string[] arguments)
    {
        using var child = ChildProcess.Start(new ChildStart(Program, ["--root", _stateFolder, .. arguments]));
        return child.Wait(CancellationToken.None).IsSuccess;
    }

    private string[] GlobalArguments(ContainerStart start, RuntimeSpec spec)
    {
        // Without limits no control group is made: quicker, nothing is left behind, and it works where none may be made.
        string[] common = OciRuntime.Arguments(_stateFolder, LogPath(start));
        return _runtime.Kind == RuntimeKind.Crun && spec.Linux.Resources is null ? [.. common, OciRuntime.NoControlGroups] : common;
    }

    // runc makes a control group in any case; it then guards devices too.
    private RuntimeSpec Adjust(RuntimeSpec spec)
    {
        if (_runtime.Kind == RuntimeKind.Runc)
        {
            var resources = (spec.Linux.Resources ?? new ResourcesSpec()) with { Devices = [new DeviceRule(false, "rwm")] };
            return spec with { Linux = spec.Linux with { Resources = resources } };
        }

        return spec.Linux.Seccomp is { } filter ? SeccompAnnotation.Add(spec, ProgramOf(spec, filter), _takesFilters.Value) : spec;
    }

    // What a filter holds follows from the capabilities alone.
    private string ProgramOf(RuntimeSpec spec, SeccompSpec filter) => _filters.GetOrAdd(
        string.Join(' ', spec.Process.Capabilities.Bounding),
        _ => Convert.ToBase64String(SeccompCompiler.Compile(filter)));

    private static string LogPath(ContainerStart start) => Path.Combine(start.BundleDirectory, "runtime.log");
}
