using Drydock.Build.Contexts;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Images.Resolving;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>
/// From stages to the build graph. Only stages that the target needs are planned; their bases'
/// metadata is loaded for all of them at once, and no layer is fetched.
/// </summary>
public sealed class BuildPlanner
{
    private readonly BuildOptions _options;
    private readonly BaseImages _bases;
    private readonly GlobalScope _global;
    private readonly StageGraph _graph;
    private readonly Dictionary<int, Task<StageDraft>> _drafts = [];

    /// <summary>Reads the stages and their dependencies.</summary>
    /// <exception cref="BuildException">The target does not exist, or stages depend on themselves.</exception>
    /// <exception cref="DockerfileException">A FROM or a global ARG cannot be expanded.</exception>
    public BuildPlanner(BuildOptions options, ImageResolver resolver, ProgressReporter progress)
    {
        _options = options;
        _bases = new BaseImages(options, resolver, progress);
        _global = GlobalScope.Create(options);
        _graph = new StageGraph(options, _global);
    }

    /// <summary>Plans the target.</summary>
    /// <exception cref="BuildException">A base cannot be resolved, or an instruction cannot be planned.</exception>
    /// <exception cref="DockerfileException">A word cannot be expanded.</exception>
    public async Task<BuildPlan> PlanAsync(CancellationToken cancellationToken)
    {
        Prefetch(cancellationToken);
        var target = await DraftAsync(_graph.Target, cancellationToken);
        var stages = new List<(string, PlannedImage)>();
        foreach (var (index, draft) in _drafts.OrderBy(d => d.Key))
        {
            var stage = await draft;
            StepNames.Assign(stage, _options.Dockerfile.Stages[index], _options.Dockerfile.Stages.Count);
            stages.Add((stage.Stage, stage.ToImage()));
        }

        return new BuildPlan(
            target.ToImage() with { Config = WithLabels(target.ToImage().Config) },
            stages,
            [.. _options.Dockerfile.Stages.Where(s => !_drafts.ContainsKey(s.Index)).Select(s => s.DisplayName)],
            [.. _global.Unconsumed(_options.Dockerfile)]);
    }

    private ContainerConfig WithLabels(ContainerConfig config) => _options.Labels.Count == 0
        ? config
        : config with { Labels = new StringMap((config.Labels ?? []).Concat(_options.Labels)) };

    // Asking several registries at once is most of what a cold plan costs.
    private void Prefetch(CancellationToken cancellationToken)
    {
        foreach (var stage in _options.Dockerfile.Stages.Where(s => _graph.Needed.Contains(s.Index)))
        {
            var from = _graph.ExpandFrom(stage);
            if (_graph.BaseStage(stage) is null && from.Base != FromInstruction.Scratch)
            {
                _bases.Prefetch(from.Base, PlatformOf(from), from.Lines, cancellationToken);
            }

            foreach (var (name, instruction) in StageGraph.Froms(stage))
            {
                if (!_options.NamedContexts.ContainsKey(name.ToLowerInvariant()) && _graph.SourceStage(name, stage, instruction) is null)
                {
                    _bases.Prefetch(name, _options.Platform, instruction.Lines, cancellationToken);
                }
            }
        }
    }

    private Task<StageDraft> DraftAsync(Stage stage, CancellationToken cancellationToken)
    {
        // Stages refer to earlier ones only, so this ends.
        if (!_drafts.TryGetValue(stage.Index, out var draft))
        {
            _drafts[stage.Index] = draft = PlanStageAsync(stage, cancellationToken);
        }

        return draft;
    }

    private async Task<StageDraft> PlanStageAsync(Stage stage, CancellationToken cancellationToken)
    {
        var from = _graph.ExpandFrom(stage);
        var draft = _graph.BaseStage(stage) is { } parent
            ? Inherit(stage, await DraftAsync(parent, cancellationToken))
            : await BeginAsync(stage, from, cancellationToken);
        var scope = new StageScope(this, stage);
        var triggers = draft.Config.OnBuild ?? [];
        draft.Config = draft.Config with { OnBuild = null };
        var inherited = new InstructionPlanner(scope, draft, '\\');
        foreach (var trigger in triggers)
        {
            await inherited.PlanAsync(InstructionParser.ParseTrigger(trigger, from.Lines), cancellationToken);
        }

        var planner = new InstructionPlanner(scope, draft, _options.Dockerfile.Escape);
        foreach (var instruction in stage.Instructions)
        {
            await planner.PlanAsync(instruction, cancellationToken);
        }

        return draft;
    }

    private static StageDraft Inherit(Stage stage, StageDraft parent) => StageDraft.FromStage(stage.DisplayName, parent, parent.Top);

    private async Task<StageDraft> BeginAsync(Stage stage, FromInstruction from, CancellationToken cancellationToken)
    {
        var platform = PlatformOf(from);
        var image = from.Base == FromInstruction.Scratch && !_options.NamedContexts.ContainsKey(FromInstruction.Scratch)
            ? null
            : await _bases.ResolveAsync(from.Base, platform, from.Lines, cancellationToken);
        var step = new BaseStep
        {
            Title = $"FROM {(image is null ? from.Base : BaseImages.Display(from.Base, image))}",
            Lines = from.Lines,
            Stage = stage.DisplayName,
            Image = image,
            Reference = from.Base,
        };
        var draft = StageDraft.FromImage(stage.DisplayName, step, image?.Config, platform);
        draft.Steps.Add(step);
        return draft;
    }

    private Platform PlatformOf(FromInstruction from)
    {
        if (string.IsNullOrEmpty(from.Platform))
        {
            return _options.Platform;
        }

        return Platform.TryParse(from.Platform, _options.Platform, out var platform, out var error)
            ? platform
            : throw new BuildException($"failed to parse platform {from.Platform}: {error}", from.Lines);
    }

    /// <summary>What instructions of one stage may ask for.</summary>
    private sealed class StageScope(BuildPlanner planner, Stage stage) : IPlanningScope
    {
        public BuildOptions Options => planner._options;

        public string? GlobalArgument(string name) => planner._global[name];

        public bool IgnoresCache(string name) =>
            Options.NoCache || Options.NoCacheFilter.Contains(name, StringComparer.OrdinalIgnoreCase);

        public async Task<CopyOrigin> ResolveOriginAsync(string? from, Instruction instruction, CancellationToken cancellationToken)
        {
            if (string.IsNullOrEmpty(from))
            {
                return new ContextOrigin(Options.Context);
            }

            if (Options.NamedContexts.TryGetValue(from.ToLowerInvariant(), out var named) && named is NamedDirectory directory)
            {
                return new ContextOrigin(directory.Context);
            }

            if (named is null && planner._graph.SourceStage(from, stage, instruction) is { } source)
            {
                return new StepOrigin((await planner.DraftAsync(source, cancellationToken)).Top);
            }

            return new StepOrigin(await planner._bases.StepAsync(from, Options.Platform, instruction.Lines, cancellationToken));
        }
    }
}
