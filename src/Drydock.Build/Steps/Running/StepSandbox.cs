using System.Globalization;
using Drydock.Build.Graph;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Linux.Users;
using Drydock.Storage.Mounting;

namespace Drydock.Build.Steps.Running;

/// <summary>The sandbox of a RUN: its root over the layers so far, its user, environment and mounts.</summary>
internal sealed class StepSandbox(BuildSession session)
{
    private static readonly UnixPath[] s_systemDirectories = [UnixPath.FromText("dev"), UnixPath.FromText("proc"), UnixPath.FromText("sys")];

    /// <summary>Runs the step's process, or another one in its place.</summary>
    /// <param name="step">The step.</param>
    /// <param name="parent">The layers below.</param>
    /// <param name="upperPath">The directory of the store that takes what is written.</param>
    /// <param name="upper">The same, opened. What only serves to mount something on is removed from it.</param>
    /// <param name="mounts">The step's mounts, ready.</param>
    /// <param name="prepare">Chooses the streams of the container and, given its root, another process.</param>
    /// <param name="started">Called with the process once it runs.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="StepException">What is to be mounted does not fit what the image has at that place.</exception>
    public async Task<ChildExit> RunAsync(
        RunStep step,
        Snapshot parent,
        string upperPath,
        RootedDirectory upper,
        RunMounts mounts,
        Func<SandboxSpec, RootedDirectory, (SandboxSpec Spec, Func<ContainerStart, ContainerStart> Streams)> prepare,
        Action<ChildProcess>? started,
        CancellationToken cancellationToken)
    {
        ChildExit exit;
        MountPointStubs stubs;
        MountedView view;
        var work = session.WorkDirectories.Take();
        DeviceFolder? devices = null;
        var ended = false;
        try
        {
            using (session.Phase("RUN: mount the root"))
            {
                view = session.Mounts.MountWritable(parent.Layers, upperPath, work, session.SandboxFiles.Shown.Select(file => file.Destination));
            }

            using var mounted = view;
            using var root = view.Open();
            var user = UserDatabase.Open(root).Resolve(step.User);
            devices = step.Insecure ? null : session.Devices?.Take();
            var (sandbox, streams) = prepare(Spec(step, view.Path, user, mounts) with { Devices = devices }, root);
            var spec = sandbox.Build();
            MakeSystemDirectories(root);
            var targets = MountTargets.Find(root, spec);
            if (targets.Misfit is { } misfit)
            {
                throw new StepException($"{misfit}\nchange the target or the source of the mount, or what the image has at that place");
            }

            stubs = MountPointStubs.Make(root, targets.Places);
            WorkingDirectory.Make(root, step.WorkingDirectory, user);
            var bundle = session.Mounts.NewDirectory("bundle");
            using var phase = session.Phase("RUN: runtime and command");
            exit = await session.Runner.RunAsync(streams(new ContainerStart(ContainerName(bundle), bundle, spec)), started, cancellationToken);
            ended = true;
        }
        finally
        {
            session.WorkDirectories.Return(work);
            if (devices is not null)
            {
                session.Devices!.Return(devices, ended);
            }
        }

        // Only now: while the overlay is mounted its upper directory must not be touched.
        stubs.Remove(upper);
        return exit;
    }

    private SandboxSpec Spec(RunStep step, string root, ResolvedUser user, RunMounts mounts)
    {
        var sandbox = session.Options.Sandbox;
        var environment = new List<string>([.. step.Environment, .. step.UnkeyedEnvironment, .. mounts.Environment]);
        if (!environment.Any(v => v.StartsWith("HOME=", StringComparison.Ordinal)))
        {
            environment.Add($"HOME={user.Home}");
        }

        return new SandboxSpec
        {
            RootPath = root,
            Arguments = step.Arguments,
            Environment = environment,
            WorkingDirectory = step.WorkingDirectory,
            User = user,
            Hostname = session.Hostname,
            Network = step.Network == "none" ? SandboxNetwork.None : SandboxNetwork.Host,
            Insecure = step.Insecure,
            Files = session.SandboxFiles,
            SharedMemoryBytes = sandbox.ShmSizeBytes,
            Mounts = mounts.Sandbox,
            Resources = sandbox.Resources,
            ResourceLimits = [.. sandbox.Ulimits.Select(u => new RlimitSpec("RLIMIT_" + u.Name.ToUpperInvariant(), u.Soft, u.Hard))],
        };
    }

    // Where an image has none of these, BuildKit's images have them after the first RUN, and ours do too.
    private static void MakeSystemDirectories(RootedDirectory root)
    {
        foreach (var name in s_systemDirectories)
        {
            if (!root.TryStat(name, out _))
            {
                root.CreateDirectory(name, 0b111_101_101);
            }
        }
    }

    private static string ContainerName(string bundle) =>
        string.Create(CultureInfo.InvariantCulture, $"drydock-{Environment.ProcessId}-{bundle[(bundle.LastIndexOf('/') + 1)..]}");
}
