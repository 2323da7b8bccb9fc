using Drydock.Build.Graph;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;

namespace Drydock.Build.Planning;

/// <summary>What planning an instruction needs from its surroundings.</summary>
internal interface IPlanningScope
{
    /// <summary>The build's options.</summary>
    BuildOptions Options { get; }

    /// <summary>The arguments of before the first FROM, and those given.</summary>
    GlobalScope Globals { get; }

    /// <summary>The origin of <c>--from</c>: stage, named context or image; the main context for null.</summary>
    Task<CopyOrigin> ResolveOriginAsync(string? from, Instruction instruction, CancellationToken cancellationToken);

    /// <summary>What is fetched from elsewhere.</summary>
    RemoteSources Sources { get; }

    /// <summary>Whether steps of the stage must be executed whatever the cache has.</summary>
    bool IgnoresCache { get; }

    /// <summary>How the next step's name tells what platform it is for; null where there is only one.</summary>
    string? PlatformLabel(StageDraft draft);

    /// <summary>What all platforms plan with: steps that are equal become one there.</summary>
    SharedPlanning Shared { get; }

    /// <summary>Tells the user something that does not stop the build.</summary>
    void Warn(Diagnostic warning);
}

/// <summary>Plans one instruction: changes the draft's config, adds history, puts a step on top.</summary>
/// <param name="scope">The surroundings.</param>
/// <param name="draft">The stage so far.</param>
/// <param name="isTrigger">Whether the instructions come from ONBUILD.</param>
internal sealed class InstructionPlanner(IPlanningScope scope, StageDraft draft, bool isTrigger)
{
    private readonly char _escape = scope.Options.Dockerfile.Escape;

    /// <summary>Plans an instruction of the stage, or a trigger of its base.</summary>
    public async Task PlanAsync(Instruction instruction, CancellationToken cancellationToken)
    {
        var expanded = instruction.Expand(draft.Scope.Lookup, _escape).Value;
        switch (expanded)
        {
            case ArgInstruction arg:
                PlanArg(arg);
                break;
            case EnvInstruction env:
                PlanEnv(env);
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
                MetadataPlanner.Plan(draft, expanded);
                break;
        }
    }

    private void PlanEnv(EnvInstruction env)
    {
        draft.Scope.Apply(env);
        foreach (var variable in env.Variables)
        {
            draft.Environment.Set(variable.Key, variable.Value);
        }

        draft.AddHistory(env.History!, null);
    }

    private void PlanArg(ArgInstruction instruction)
    {
        var declared = draft.Scope.Apply(instruction, scope.Globals, _escape);
        for (var i = 0; i < declared.Count; i++)
        {
            var (name, value, _) = declared[i];
            var written = instruction.Arguments[i];
            var isGlobal = written.Default is null && scope.Globals.BuildArg(name) is null && scope.Globals.Lookup(name) is not null;
            draft.Inputs.Declare(new ArgumentInput(name, value, written.Description, instruction.Lines), isGlobal);
            if (value is not null && draft.Environment.Lookup(name) is { } set && set != value)
            {
                scope.Warn(PlanWarning.ArgumentOverEnvironment(name, instruction.Lines));
            }
        }

        draft.AddHistory(HistoryText.Arg(declared.Select(d => (d.Name, d.Value))), null);
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
            IsTrigger = isTrigger,
            Stage = draft.Stage,
            PlatformLabel = scope.PlatformLabel(draft),
            IgnoreCache = scope.IgnoresCache,
            Platform = draft.Platform,
            Arguments = script.Arguments,
            Environment = [.. draft.Scope.Environment],
            UnkeyedEnvironment = ProxyEnvironment(),
            WorkingDirectory = draft.WorkingDirectory,
            User = draft.Config.User ?? "",
            Network = run.Network == "default" ? scope.Options.Network : run.Network,
            Insecure = run.Security == "insecure",
            Mounts = mounts,
            Scripts = script.File is { } file ? [new HeredocFile(file.Name, file.Content)] : [],
        };
        step = scope.Shared.Share(step);
        draft.Push(step);
        draft.AddHistory(HistoryText.Run(script.Arguments, draft.Scope.ArgumentValues), step);
    }

    private async Task PlanTransferAsync(FileTransferInstruction transfer, CancellationToken cancellationToken)
    {
        var add = transfer as AddInstruction;
        var fetched = add is null ? new Dictionary<string, SourceStep>() : scope.Sources.StepsOf(add, scope.IgnoresCache);
        var origin = transfer.Sources.All(fetched.ContainsKey)
            ? new NoOrigin()
            : await scope.ResolveOriginAsync((transfer as CopyInstruction)?.From, transfer, cancellationToken);
        var step = new CopyStep(draft.Top)
        {
            Title = Title(transfer),
            Lines = transfer.Lines,
            IsTrigger = isTrigger,
            Stage = draft.Stage,
            PlatformLabel = scope.PlatformLabel(draft),
            IgnoreCache = scope.IgnoresCache,
            From = origin,
            Sources = transfer.Sources,
            Fetched = fetched,
            Heredocs = [.. transfer.Files.Select(f => new HeredocFile(f.Name, f.Content))],
            Destination = WorkdirPath.Destination(draft.WorkingDirectory, transfer.Destination),
            Chown = transfer.Chown,
            Chmod = transfer.Chmod,
            Link = transfer.Link,
            KeepParents = transfer.KeepsParents,
            Excludes = transfer.Excludes,
            Unpack = add is not null && add.Unpack != false,
            UnpackFetched = add?.Unpack == true,
        };
        step = scope.Shared.Share(step);
        draft.Push(step);
        draft.AddHistory(transfer.History!, step);
    }

    private void PlanWorkdir(WorkdirInstruction workdir)
    {
        var path = WorkdirPath.Resolve(draft.WorkingDirectory, workdir.Path);
        draft.Config = draft.Config with { WorkingDir = WorkdirPath.InConfig(path, draft.Platform) };
        if (path == "/")
        {
            draft.AddHistory(HistoryText.Workdir(path), null);
            return;
        }

        var step = new WorkdirStep(draft.Top)
        {
            Title = Title(workdir),
            Lines = workdir.Lines,
            IsTrigger = isTrigger,
            Stage = draft.Stage,
            PlatformLabel = scope.PlatformLabel(draft),
            IgnoreCache = scope.IgnoresCache,
            Path = path,
            User = draft.Config.User ?? "",
        };
        step = scope.Shared.Share(step);
        draft.Push(step);
        draft.AddHistory(HistoryText.Workdir(path), step);
    }

    private List<string> ProxyEnvironment() =>
        [.. scope.Options.BuildArgs
            .Where(a => PredefinedArguments.IsProxy(a.Key) && draft.Scope.Lookup(a.Key) is null)
            .SelectMany(a => new[] { $"{a.Key.ToUpperInvariant()}={a.Value}", $"{a.Key.ToLowerInvariant()}={a.Value}" })
            .Distinct()];

    private static string Title(Instruction instruction)
    {
        var source = instruction.Source.TrimStart();
        return instruction.Name + source[Math.Min(source.Length, instruction.Keyword.Length)..];
    }
}
