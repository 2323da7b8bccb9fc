using Drydock.Build.Contexts;
using Drydock.Build.Graph;
using Drydock.Dockerfile.Ignore;
using Drydock.Dockerfile.Instructions;
using Drydock.Linux;
using Drydock.Oci;
using Drydock.Storage.Builds;

namespace Drydock.Build.Debugging;

/// <summary>A RUN as a record, and back: what a shell needs to stand where the command stood.</summary>
internal static class FailedRun
{
    private static readonly string[] s_sandboxArguments = ["BUILDKIT_SANDBOX_HOSTNAME", "BUILDKIT_CACHE_MOUNT_NS"];

    /// <summary>The record of a step.</summary>
    public static FailedStep Describe(BuildSession session, RunStep step, Snapshot parent, IReadOnlyDictionary<BuildStep, StepResult> inputs, int exitCode) => new()
    {
        Name = step.Name,
        Subject = session.Journal.Subject,
        Failed = OciTime.Format(session.Store.Time.GetUtcNow()),
        ExitCode = exitCode,
        Layers = parent.Layers,
        Arguments = step.Arguments,
        Environment = step.Environment,
        WorkingDirectory = step.WorkingDirectory,
        User = step.User,
        Network = step.Network,
        Insecure = step.Insecure,
        SandboxArguments = session.Options.BuildArgs.Where(a => s_sandboxArguments.Contains(a.Key)).ToDictionary(),
        ExtraHosts = [.. session.Options.Sandbox.ExtraHosts.Select(h => new KeyValuePair<string, string>(h.Host, h.Address))],
        Scripts = step.Scripts.ToDictionary(s => s.Name, s => s.Content),
        Mounts = [.. step.Mounts.Select(m => Describe(m, inputs))],
    };

    /// <summary>The step of a record, with the inputs that its mounts need. Mounts of a context that is gone are left out; secrets and agents are optional now.</summary>
    public static (RunStep Step, IReadOnlyDictionary<BuildStep, StepResult> Inputs) Restore(FailedStep record)
    {
        var inputs = new Dictionary<BuildStep, StepResult>();
        var step = new RunStep(Placeholder(record.Name))
        {
            Name = record.Name,
            Title = record.Name,
            Stage = "",
            Arguments = record.Arguments,
            Environment = record.Environment,
            WorkingDirectory = record.WorkingDirectory,
            User = record.User,
            Network = record.Network,
            Insecure = record.Insecure,
            Scripts = [.. record.Scripts.Select(s => new HeredocFile(s.Key, s.Value))],
            Mounts = [.. record.Mounts.Select(m => Restore(m, inputs)).OfType<StepMount>()],
        };
        return (step, inputs);
    }

    private static FailedStepMount Describe(StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs)
    {
        var options = mount.Options;
        var from = mount.From is null ? null : inputs[mount.From].Snapshot;
        return new FailedStepMount
        {
            Type = options.Type.ToString(),
            Target = mount.Target,
            Source = options.Source,
            Id = options.Id,
            Env = options.Env,
            IsReadOnly = options.IsReadOnly,
            SizeBytes = options.SizeBytes,
            Mode = options.Mode,
            UserId = options.UserId,
            GroupId = options.GroupId,
            Context = mount.Context?.HostPath,
            Layers = from?.Layers,
            Identity = from?.Identity,
        };
    }

    private static StepMount? Restore(FailedStepMount mount, Dictionary<BuildStep, StepResult> inputs)
    {
        BuildContext? context = null;
        if (mount.Context is not null)
        {
            try
            {
                context = BuildContext.Open("", mount.Context, IgnoreMatcher.None);
            }
            catch (LinuxException e) when (e.IsNotFound)
            {
                return null;
            }
        }

        BuildStep? from = null;
        if (mount.Layers is { } layers)
        {
            from = Placeholder(mount.Target);
            inputs[from] = new StepResult(new Snapshot(layers, mount.Identity ?? ""), DateTimeOffset.UnixEpoch, Cached: true);
        }

        var options = new RunMount("")
        {
            Type = Enum.Parse<RunMountType>(mount.Type),
            Source = mount.Source,
            Id = mount.Id,
            Env = mount.Env,
            IsReadOnly = mount.IsReadOnly,
            SizeBytes = mount.SizeBytes,
            Mode = mount.Mode,
            UserId = mount.UserId,
            GroupId = mount.GroupId,
        };
        return new StepMount(mount.Target, options, from, context);
    }

    private static BaseStep Placeholder(string name) => new() { Title = name, Stage = "", Image = null, Reference = name };
}
