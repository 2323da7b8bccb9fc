using Drydock.Build.Contexts;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Images.Resolving;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>
/// The stages that a target needs, with their base images. The triggers of an image may copy from
/// further stages, so stages and images are found in turns, until nothing new is needed.
/// </summary>
internal sealed class NeededStages
{
    private readonly BuildOptions _options;
    private readonly StageGraph _graph;
    private readonly BaseImages _bases;
    private readonly Dictionary<int, ResolvedImage> _images = [];
    private readonly Dictionary<int, IReadOnlyList<Instruction>> _triggers = [];

    private NeededStages(BuildOptions options, StageGraph graph, BaseImages bases) => (_options, _graph, _bases) = (options, graph, bases);

    /// <summary>The stages, in the order of the file.</summary>
    public IReadOnlyList<StageNode> Stages { get; private set; } = [];

    /// <summary>Finds the stages that a target needs.</summary>
    /// <param name="options">The build.</param>
    /// <param name="graph">The stages of the file.</param>
    /// <param name="targets">The stages to build; null for all of them.</param>
    /// <param name="bases">Loads the images.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="BuildException">An image cannot be had.</exception>
    /// <exception cref="DockerfileException">A trigger cannot be read.</exception>
    public static async Task<NeededStages> FindAsync(
        BuildOptions options, StageGraph graph, IReadOnlyList<StageNode>? targets, BaseImages bases, CancellationToken cancellationToken)
    {
        var needed = new NeededStages(options, graph, bases);
        while (true)
        {
            needed.Stages = targets is null
                ? graph.Stages
                : targets.SelectMany(t => graph.Reachable(t, node => needed.ImageTriggers(node))).Distinct().Order().ToList().ConvertAll(index => graph.Stages[index]);
            var unknown = needed.Stages.Where(n => HasImage(n) && !needed._images.ContainsKey(n.Stage.Index)).ToList();
            if (unknown.Count == 0)
            {
                return needed;
            }

            await needed.ResolveAsync(unknown, cancellationToken);
        }
    }

    /// <summary>The base image of a stage; null when it begins from another stage or from nothing.</summary>
    public ResolvedImage? ImageOf(StageNode node) => _images.GetValueOrDefault(node.Stage.Index);

    /// <summary>The triggers that run right after FROM, whether an image or a stage has them.</summary>
    public IEnumerable<Instruction> TriggersOf(StageNode node) => node.IsReplaced ? [] : _graph.TriggersOf(node).Concat(ImageTriggers(node));

    /// <summary>The name by which a stage's image is asked for.</summary>
    public static string ImageName(StageNode node) => node.IsReplaced ? node.Stage.Name! : node.Base;

    /// <summary>The platform a stage's base is wanted for.</summary>
    /// <exception cref="BuildException">FROM has one that is none.</exception>
    public static Platform PlatformOf(StageNode node, BuildOptions options)
    {
        if (node.Platform is null)
        {
            return options.Platform;
        }

        return Platform.TryParse(node.Platform, options.Platform, out var platform, out var error)
            ? platform
            : throw new BuildException(
                $"failed to parse platform {node.Stage.Platform}: {error}\nwrite OS/ARCHITECTURE, such as linux/arm64", node.Stage.From.Lines);
    }

    private static bool HasImage(StageNode node) => node.BaseStage is null && !node.IsScratch;

    private IReadOnlyList<Instruction> ImageTriggers(StageNode node)
    {
        if (node.IsReplaced || ImageOf(node)?.Config.Config?.OnBuild is not { } expressions)
        {
            return [];
        }

        if (!_triggers.TryGetValue(node.Stage.Index, out var triggers))
        {
            var lines = node.Stage.From.Lines;
            _triggers[node.Stage.Index] = triggers = [.. expressions.Select(e => InstructionParser.ParseTrigger(e, lines))];
        }

        return triggers;
    }

    // Asking several registries at once is most of what a cold plan costs.
    private async Task ResolveAsync(List<StageNode> nodes, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            foreach (var dependency in node.Dependencies.Where(d => d.Stage is null))
            {
                if (_options.NamedContexts.Find(dependency.Reference, _options.Platform) is not NamedFiles)
                {
                    _bases.Prefetch(dependency.Reference, _options.Platform, dependency.Instruction.Lines, cancellationToken);
                }
            }
        }

        var images = nodes.Select(n => _bases.ResolveAsync(ImageName(n), PlatformOf(n, _options), n.Stage.From.Lines, cancellationToken)).ToList();
        for (var i = 0; i < nodes.Count; i++)
        {
            _images[nodes[i].Stage.Index] = await images[i];
        }
    }
}
