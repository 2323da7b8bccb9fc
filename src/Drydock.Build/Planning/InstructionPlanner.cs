using Drydock.Build.Graph;
using Drydock.Dockerfile.Instructions;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>What planning an instruction needs from its surroundings.</summary>
internal interface IPlanningScope
{
    /// <summary>The build's options.</summary>
    BuildOptions Options { get; }

    /// <summary>The value that an ARG without a default takes from outside the stage, or null.</summary>
    string? GlobalArgument(string name);

    /// <summary>The origin of <c>--from</c>: stage, named context or image; null for the main context.</summary>
    Task<CopyOrigin> ResolveOriginAsync(string? from, Instruction instruction, CancellationToken cancellationToken);

    /// <summary>Whether steps of the stage must be executed whatever the cache has.</summary>
    bool IgnoresCache(string stage);
}

/// <summary>Plans one instruction: changes the draft's config, adds history, puts a step on top.</summary>
internal sealed class InstructionPlanner(IPlanningScope scope, StageDraft draft, char escape)
{
    /// <summary>Plans an instruction of the stage, or a trigger of its base.</summary>
    public async Task PlanAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        var expanded = instruction.Expand(name => draft.Variables[name], escape).Value;
        switch (expanded)
        {
            case ArgInstruction arg:
                PlanArg(arg);
                break;
            case EnvInstruction env:
                foreach (var variable in env.Variables)
                {
                    draft.Environment.Set(variable.Key, variable.Value);
                    draft.Variables.Set(variable.Key, variable.Value);
                }

                draft.AddHistory(env.History, null);
                break;
            case RunInstruction run:
                await PlanRunAsync(run, cancellationToken);
                break;
            case FileTransferInstruction transfer:
                await PlanTransferAsync(transfer, cancellationToken);
                break;
            case WorkdirInstruction workdir:
                PlanWorkdir(workdir);
                break;
            default:
                PlanMetadata(expanded);
                break;
        }
    }

    private void PlanMetadata(Instruction instruction)
    {
        var config = draft.Config;
        var history = instruction.History;
        switch (instruction)
        {
            case CmdInstruction cmd:
                draft.CommandIsSet = true;
                var command = cmd.Command.Arguments.Count == 0 ? [] : cmd.Command.WithShell(draft.Shell);
                draft.Config = config with { Cmd = NullIfEmpty(command), ArgsEscaped = true };
                history = HistoryText.Command("CMD", command);
                break;
            case EntrypointInstruction entrypoint:
                var program = entrypoint.Command.Arguments.Count == 0 ? [] : entrypoint.Command.WithShell(draft.Shell);
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
                throw new BuildException($"{instruction.Name} cannot stand here", instruction.Lines);
        }

        draft.AddHistory(history!, null);
    }

    private void PlanArg(ArgInstruction instruction)
    {
        var declared = new List<(string, string?)>();
        foreach (var argument in instruction.Arguments)
        {
            var value = Value(instruction, argument);
            if (value is not null)
            {
                draft.Variables.Set(argument.Name, value);
            }

            draft.Arguments.Add((argument.Name, value));
            declared.Add((argument.Name, value));
        }

        draft.AddHistory(HistoryText.Arg(declared), null);
    }

    private string? Value(ArgInstruction instruction, ArgDeclaration argument)
    {
        if (scope.Options.BuildArgs.TryGetValue(argument.Name, out var given))
        {
            return given;
        }

        return argument.Default is null
            ? scope.GlobalArgument(argument.Name)
            : instruction.ExpandDefault(argument, name => draft.Variables[name], escape).Value;
    }

    private async Task PlanRunAsync(RunInstruction run, CancellationToken cancellationToken)
    {
        Entitlements.Check(scope.Options, run);
        var script = run.Script(draft.Shell);
        var mounts = new List<StepMount>();
        foreach (var mount in run.Mounts)
        {
            mounts.Add(await MountPlanner.PlanAsync(scope, draft, run, mount, cancellationToken));
        }

        var step = new RunStep(draft.Top)
        {
            Title = Title(run),
            Lines = run.Lines,
            Stage = draft.Stage,
            IgnoreCache = scope.IgnoresCache(draft.Stage),
            Arguments = script.Arguments,
            Environment = RunEnvironment(),
            UnkeyedEnvironment = ProxyEnvironment(),
            WorkingDirectory = draft.WorkingDirectory,
            User = draft.Config.User ?? "",
            Network = run.Network == "default" ? scope.Options.Network : run.Network,
            Insecure = run.Security == "insecure",
            Mounts = mounts,
            Scripts = script.File is { } file ? [new HeredocFile(file.Name, file.Content)] : [],
        };
        var history = HistoryText.Run(script.Arguments, ArgumentsForHistory());
        draft.Push(step);
        draft.AddHistory(history, step);
    }

    private async Task PlanTransferAsync(FileTransferInstruction transfer, CancellationToken cancellationToken)
    {
        var add = transfer as AddInstruction;
        var origin = transfer.Sources.Count == 0
            ? new NoOrigin()
            : await scope.ResolveOriginAsync((transfer as CopyInstruction)?.From, transfer, cancellationToken);
        if (add is not null)
        {
            origin = RemoteSources.Origin(add, origin);
        }

        var step = new CopyStep(draft.Top)
        {
            Title = Title(transfer),
            Lines = transfer.Lines,
            Stage = draft.Stage,
            IgnoreCache = scope.IgnoresCache(draft.Stage),
            From = origin,
            Sources = transfer.Sources,
            Heredocs = [.. transfer.Files.Select(f => new HeredocFile(f.Name, f.Content))],
            Destination = WorkdirPath.Destination(draft.WorkingDirectory, transfer.Destination),
            Chown = transfer.Chown,
            Chmod = transfer.Chmod,
            Link = transfer.Link,
            KeepParents = transfer.KeepsParents,
            Excludes = transfer.Excludes,
            Unpack = add is not null && add.Unpack != false,
        };
        draft.Push(step);
        draft.AddHistory(transfer.History, step);
    }

    private void PlanWorkdir(WorkdirInstruction workdir)
    {
        var path = WorkdirPath.Resolve(draft.WorkingDirectory, workdir.Path);
        draft.Config = draft.Config with { WorkingDir = path };
        if (path == "/")
        {
            draft.AddHistory(HistoryText.Workdir(path), null);
            return;
        }

        var step = new WorkdirStep(draft.Top)
        {
            Title = Title(workdir),
            Lines = workdir.Lines,
            Stage = draft.Stage,
            IgnoreCache = scope.IgnoresCache(draft.Stage),
            Path = path,
            User = draft.Config.User ?? "",
        };
        draft.Push(step);
        draft.AddHistory(HistoryText.Workdir(path), step);
    }

    private List<string> RunEnvironment()
    {
        var variables = new VariableList(draft.Variables);
        if (variables["PATH"] is null)
        {
            variables.Set("PATH", StageDraft.DefaultPath);
        }

        return [.. variables.Assignments];
    }

    private List<string> ProxyEnvironment() =>
        [.. scope.Options.BuildArgs
            .Where(a => PlatformArguments.IsProxy(a.Key) && draft.Variables[a.Key] is null)
            .SelectMany(a => new[] { $"{a.Key.ToUpperInvariant()}={a.Value}", $"{a.Key.ToLowerInvariant()}={a.Value}" })
            .Distinct()];

    // The value a variable has now, though its ARG may have given another: so does BuildKit.
    private List<string> ArgumentsForHistory()
    {
        var values = new VariableList();
        foreach (var (name, value) in draft.Arguments)
        {
            values.Set(name, draft.Variables[name] ?? value ?? "");
        }

        return [.. values.Assignments];
    }

    private static string Title(Instruction instruction)
    {
        var source = instruction.Source.TrimStart();
        return instruction.Name + source[Math.Min(source.Length, instruction.Keyword.Length)..];
    }

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
