using Drydock.Build.Contexts;
using Drydock.Build.Graph;
using Drydock.Dockerfile.Diagnostics;
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
    private readonly GlobalScope _globals;
    private readonly StageGraph _graph;
    private readonly StageNode _target;
    private readonly IReadOnlyList<StageNode> _also;
    private readonly SortedDictionary<int, StageDraft> _drafts = [];
    private readonly List<Diagnostic> _warnings = [];
    private readonly SharedPlanning _shared;

    /// <summary>Reads the stages and their dependencies.</summary>
    /// <exception cref="BuildException">A FROM names what cannot be a platform or an image.</exception>
    /// <exception cref="DockerfileException">The target does not exist, stages depend on themselves, or a FROM or a global ARG cannot be expanded.</exception>
    internal BuildPlanner(BuildOptions options, SharedPlanning shared)
    {
        _options = options;
        _shared = shared;
        _bases = shared.Bases;
        _globals = GlobalArguments.Evaluate(options);
        _graph = GlobalArguments.CreateGraph(options, _globals);
        _target = _graph.Target(options.Target);
        _also = [.. options.AlsoTargets.Select(t => _graph.Target(t.Stage))];
        foreach (var node in _graph.Stages)
        {
            _ = NeededStages.PlatformOf(node, options);
            if (node.BaseStage is null && !node.IsScratch)
            {
                BaseImages.CheckName(NeededStages.ImageName(node), node.Stage.From.Lines);
            }
        }
    }

    /// <summary>Plans the target.</summary>
    /// <exception cref="BuildException">A base cannot be resolved, or an instruction cannot be planned.</exception>
    /// <exception cref="DockerfileException">A word cannot be expanded, or checks failed that the file says must not.</exception>
    public async Task<BuildPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var needed = await NeededStages.FindAsync(_options, _graph, [_target, .. _also], _bases, cancellationToken);
        foreach (var node in needed.Stages)
        {
            _drafts.Add(node.Stage.Index, await PlanStageAsync(node, needed, cancellationToken));
        }

        var isOnly = _graph.Stages.Count == 1 && !_graph.Stages[0].Dependencies.Any(d => d.Stage is null);
        foreach (var (index, draft) in _drafts)
        {
            StepNames.Assign(draft, _options.Dockerfile.Stages[index], isOnly);
        }

        var target = _drafts[_target.Stage.Index];
        return new BuildPlan(
            WithLabels(target.ToImage()),
            [.. _drafts.Values.Select(d => (d.Stage, d.ToImage()))],
            [.. _options.Dockerfile.Stages.Select(s => _drafts.ContainsKey(s.Index) ? null : s.DisplayName).OfType<string>()],
            GlobalArguments.Unconsumed(_options, _globals))
        {
            Also = [.. _options.AlsoTargets.Zip(_also, (also, node) => (also, WithLabels(_drafts[node.Stage.Index].ToImage())))],
            Warnings = _warnings.Count == 0 ? [] : [.. _warnings.OrderBy(w => w.Lines.Start)],
            Checks = PlanChecks.Run(_options, _bases, allStages: false),
            Outline = new OutlineBuilder(_options.Dockerfile, _globals).Build(
                _target.Stage, InputsFrom(target)),
        };
    }

    // The target's first, then those of the other stages, the last in the file before those that it builds on.
    private List<StageInputs> InputsFrom(StageDraft target)
    {
        var inputs = new List<StageInputs> { target.Inputs };
        StageDraft[] drafts = [.. _drafts.Values];
        for (var i = drafts.Length - 1; i >= 0; i--)
        {
            if (drafts[i] != target)
            {
                inputs.Add(drafts[i].Inputs);
            }
        }

        return inputs;
    }

    private PlannedImage WithLabels(PlannedImage image) => _options.Labels.Count == 0
        ? image
        : image with { Config = image.Config with { Labels = new StringMap((image.Config.Labels ?? []).Concat(_options.Labels)) } };

    private async Task<StageDraft> PlanStageAsync(StageNode node, NeededStages needed, CancellationToken cancellationToken)
    {
        var stage = node.Stage;
        var draft = node.BaseStage is { } parent
            ? StageDraft.FromStage(stage.DisplayName, _drafts[parent], _drafts[parent].Top)
            : Begin(node, needed.ImageOf(node));
        if (PlanWarning.CaseOfStage(node) is { } warning)
        {
            _warnings.Add(warning);
        }

        draft.Inputs.Use(node.UsedArguments);
        var scope = new PlanningScope(this, stage);
        var triggers = new InstructionPlanner(scope, draft, isTrigger: true);
        foreach (var trigger in needed.TriggersOf(node))
        {
            await triggers.PlanAsync(trigger, cancellationToken);
        }

        var planner = new InstructionPlanner(scope, draft, isTrigger: false);
        foreach (var instruction in node.IsReplaced ? [] : stage.Instructions)
        {
            await planner.PlanAsync(instruction, cancellationToken);
        }

        return draft;
    }

    private StageDraft Begin(StageNode node, ResolvedImage? image)
    {
        var name = NeededStages.ImageName(node);
        var step = new BaseStep
        {
            Title = $"FROM {(image is null ? name : BaseImages.Display(name, image))}",
            Lines = node.Stage.From.Lines,
            Stage = node.Stage.DisplayName,
            PlatformLabel = _shared.NamesPlatforms ? NeededStages.PlatformOf(node, _options).ToString() : null,
            Image = image,
            Reference = name,
        };
        step = _shared.Share(step);
        var draft = StageDraft.FromImage(node.Stage.DisplayName, step, image?.Config, NeededStages.PlatformOf(node, _options));
        if (!node.IsReplaced)
        {
            draft.Config = draft.Config with { OnBuild = null };
        }

        draft.Steps.Add(step);
        return draft;
    }

    /// <summary>What instructions of one stage may ask for.</summary>
    private sealed class PlanningScope(BuildPlanner planner, Stage stage) : IPlanningScope
    {
        public BuildOptions Options => planner._options;

        public GlobalScope Globals => planner._globals;

        public RemoteSources Sources => planner._shared.Sources;

        public string? PlatformLabel(StageDraft draft) =>
            planner._shared.NamesPlatforms ? Planning.PlatformLabel.Of(draft.Platform, draft.Scope.Lookup) : null;

        public SharedPlanning Shared => planner._shared;

        public bool IgnoresCache { get; } = planner._options.NoCache
            || planner._options.NoCacheFilter.Contains(stage.DisplayName, StringComparer.OrdinalIgnoreCase);

        public void Warn(Diagnostic warning) => planner._warnings.Add(warning);

        public async Task<CopyOrigin> ResolveOriginAsync(string? from, Dockerfile.Instructions.Instruction instruction, CancellationToken cancellationToken)
        {
            if (string.IsNullOrEmpty(from))
            {
                return new ContextOrigin(Options.Context);
            }

            var dependency = planner._graph.DependenciesOf(instruction).First(d => d.Reference == from);
            if (dependency.Stage is { } source && !planner._graph.Stages[source].IsReplaced)
            {
                // Stages are planned in the order of the file: one that is not there comes later.
                return planner._drafts.TryGetValue(source, out var draft)
                    ? new StepOrigin(draft.Top)
                    : throw new DockerfileException(StageGraph.ForwardReference(dependency, stage));
            }

            var name = dependency.Stage is { } replaced ? planner._graph.Stages[replaced].Stage.Name! : from;
            return Options.NamedContexts.Find(name, Options.Platform) switch
            {
                NamedDirectory directory => new ContextOrigin(directory.Context),
                NamedRepository repository => new StepOrigin(planner._shared.Sources.OfContext(name, repository.Reference)),
                NamedDownload download => new StepOrigin(planner._shared.Sources.OfContext(name, download.Url)),
                _ => new StepOrigin(await planner._bases.StepAsync(name, Options.Platform, instruction.Lines, cancellationToken)),
            };
        }
    }
}
