using System.Globalization;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps.Running;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Runtime;
using Drydock.Linux.Users;
using Drydock.Storage;

namespace Drydock.Build.Steps;

/// <summary>
/// RUN: the command in a sandbox over the layers so far. What it leaves in the upper directory of
/// the overlay is the layer: nothing is copied, packed or hashed here.
/// </summary>
internal sealed class RunExecutor(BuildSession session)
{
    private static readonly UnixPath[] s_systemDirectories = [UnixPath.FromText("dev"), UnixPath.FromText("proc"), UnixPath.FromText("sys")];

    public CacheKey Key(RunStep step, Snapshot parent, IReadOnlyDictionary<BuildStep, StepResult> inputs)
    {
        var key = new CacheKeyBuilder("run")
            .Add("parent", parent.Identity)
            .AddAll("argument", step.Arguments)
            .AddAll("env", step.Environment)
            .Add("workdir", step.WorkingDirectory)
            .Add("user", step.User)
            .Add("network", step.Network)
            .Add("insecure", step.Insecure ? "true" : null)
            .AddAll("script", step.Scripts.Select(s => $"{s.Name}\0{s.Content}"));
        foreach (var mount in step.Mounts)
        {
            MountKeys.Add(key, mount, inputs, mount.Context is null ? null : BindSources.Digest(session, mount, CancellationToken.None));
        }

        return key.Build();
    }

    public async Task<LayerRecord> ExecuteAsync(
        RunStep step, Snapshot parent, IReadOnlyDictionary<BuildStep, StepResult> inputs, VertexReporter vertex, CancellationToken cancellationToken)
    {
        await session.Layers.EnsureAsync(parent, cancellationToken);
        var runner = session.Runner;
        await session.RunSlots.WaitAsync(cancellationToken);
        var temp = session.Store.Temp.NewDirectory("run");
        try
        {
            using (var mounts = await RunMounts.OpenAsync(session, step, inputs, cancellationToken))
            {
                await RunAsync(runner, step, parent, temp, mounts, vertex, cancellationToken);
            }

            TempArea.Delete($"{temp}/work");
            return session.Store.Layers.AdoptDirectory(temp);
        }
        catch
        {
            TempArea.Delete(temp);
            throw;
        }
        finally
        {
            session.RunSlots.Release();
        }
    }

    private async Task RunAsync(
        ContainerRunner runner, RunStep step, Snapshot parent, string temp, RunMounts mounts, VertexReporter vertex, CancellationToken cancellationToken)
    {
        using var upper = session.Mounts.CreateUpper(parent.Layers, temp);
        MountPointStubs stubs;
        using (var view = session.Mounts.MountWritable(parent.Layers, $"{temp}/fs", $"{temp}/work"))
        {
            using var root = view.Open();
            var user = UserDatabase.Open(root).Resolve(step.User);
            var spec = Spec(step, view.Path, user, mounts).Build();
            MakeSystemDirectories(root);
            stubs = MountPointStubs.Record(root, spec.Mounts.Select(m => m.Destination));
            WorkingDirectory.Make(root, step.WorkingDirectory, user);
            var bundle = session.Mounts.NewDirectory("bundle");
            var start = new ContainerStart(ContainerName(bundle), bundle, spec);
            var output = new StepOutput(vertex);
            var exit = await runner.RunAsync(StepOutput.Attach(start), output.Pump, cancellationToken);
            await output.DrainAsync();
            if (!exit.IsSuccess)
            {
                throw new StepException($"process \"{string.Join(' ', step.Arguments)}\" did not complete successfully: {exit}") { ExitCode = exit.ShellCode };
            }
        }

        // Only now: while the overlay is mounted its upper directory must not be touched.
        stubs.Remove(upper);
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
