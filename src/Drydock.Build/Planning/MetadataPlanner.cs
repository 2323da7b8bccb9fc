using Drydock.Dockerfile.Instructions;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>Plans the instructions that change nothing but the image's config.</summary>
internal static class MetadataPlanner
{
    /// <summary>Changes the draft's config, and adds the entry of the history.</summary>
    /// <exception cref="BuildException">The instruction cannot stand in a stage.</exception>
    public static void Plan(StageDraft draft, Instruction instruction)
    {
        var config = draft.Config;
        var history = instruction.History;
        switch (instruction)
        {
            case CmdInstruction cmd:
                draft.CommandIsSet = true;
                var command = Line(draft, cmd.Command);
                draft.Config = config with { Cmd = NullIfEmpty(command), ArgsEscaped = true };
                history = HistoryText.Command("CMD", command);
                break;
            case EntrypointInstruction entrypoint:
                var program = Line(draft, entrypoint.Command);
                draft.Config = config with { Entrypoint = NullIfEmpty(program), Cmd = draft.CommandIsSet ? config.Cmd : null };
                history = HistoryText.Command("ENTRYPOINT", program);
                break;
            case LabelInstruction label:
                draft.Config = config with { Labels = new StringMap((config.Labels ?? []).Concat(label.Labels.Select(l => KeyValuePair.Create(l.Key, l.Value)))) };
                break;
            case ExposeInstruction expose:
                draft.Config = config with { ExposedPorts = new StringSet((config.ExposedPorts ?? []).Concat(expose.Normalize())) };
                break;
            case VolumeInstruction volume:
                draft.Config = config with { Volumes = new StringSet((config.Volumes ?? []).Concat(volume.Volumes)) };
                break;
            case UserInstruction user:
                draft.Config = config with { User = user.User };
                break;
            case StopSignalInstruction stopSignal:
                draft.Config = config with { StopSignal = stopSignal.Signal };
                break;
            case ShellInstruction shell:
                draft.Config = config with { Shell = shell.Shell };
                break;
            case HealthcheckInstruction check:
                draft.Config = config with { Healthcheck = Health(check) };
                break;
            case MaintainerInstruction maintainer:
                draft.Author = maintainer.Maintainer;
                break;
            case OnbuildInstruction onbuild:
                draft.Config = config with { OnBuild = [.. config.OnBuild ?? [], onbuild.Expression] };
                return;
            default:
                throw new BuildException($"{instruction.Name} cannot stand here\nbegin a stage with FROM before it", instruction.Lines);
        }

        draft.AddHistory(history!, null);
    }

    private static IReadOnlyList<string> Line(StageDraft draft, Command command) =>
        command.Arguments.Count == 0 ? [] : command.WithShell(draft.Shell);

    private static HealthConfig Health(HealthcheckInstruction check) => new()
    {
        Test = check.Test,
        Interval = NullIfZero(check.Interval),
        Timeout = NullIfZero(check.Timeout),
        StartPeriod = NullIfZero(check.StartPeriod),
        StartInterval = NullIfZero(check.StartInterval),
        Retries = check.Retries == 0 ? null : check.Retries,
    };

    private static long? NullIfZero(long value) => value == 0 ? null : value;

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> values) => values.Count == 0 ? null : values;
}
