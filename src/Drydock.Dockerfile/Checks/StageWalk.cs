using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>Goes through the instructions of the stages as a build would, without executing any.</summary>
internal sealed class StageWalk(CheckModel model, StageGraph graph, IReadOnlySet<int> stages)
{
    private readonly Dictionary<int, (StageScope Scope, StageFlow Flow)> _ends = [];
    private readonly Dictionary<int, (CheckedBaseImage? Image, string Platform)> _images = [];

    /// <exception cref="DockerfileException">The first error a build would meet.</exception>
    public void Run()
    {
        foreach (var node in graph.Stages)
        {
            ResolveBase(node);
        }

        foreach (var node in graph.Stages)
        {
            if (stages.Contains(node.Stage.Index))
            {
                Walk(node);
            }
        }
    }

    private void ResolveBase(StageNode node)
    {
        if (node.BaseStage is not null || node.IsScratch)
        {
            return;
        }

        var isImage = !node.IsReplaced && !model.Environment.IsNamedContext(node.Base);
        if (isImage)
        {
            CheckName(node.Base, node.Stage.From.Lines);
        }

        var wanted = node.Platform ?? model.Environment.TargetPlatform ?? model.Environment.BuildPlatform;
        if (!stages.Contains(node.Stage.Index))
        {
            return;
        }

        var image = model.Environment.BaseImage(node.IsReplaced ? node.Stage.Name! : node.Base, wanted);
        _images[node.Stage.Index] = (image, wanted);
        if (isImage && image is not null && !PlatformName.AreAlike(wanted, image.Platform))
        {
            model.Mismatches.Add((node.Stage, wanted, image.Platform));
        }
    }

    private static void CheckName(string name, LineRange lines)
    {
        if (ImageName.Problem(name) is { } problem)
        {
            throw new DockerfileException(Diagnostic.Error(
                DiagnosticCodes.InvalidReference,
                $"failed to parse stage name {GoQuote.Quote(name)}: {problem}",
                lines,
                "Name a stage that comes before, or an image such as alpine:3.20"));
        }
    }

    private void Walk(StageNode node)
    {
        var (scope, flow) = Begin(node);
        foreach (var instruction in node.IsReplaced ? [] : Triggers(node).Concat(node.Stage.Instructions))
        {
            CheckReferences(node, instruction);
            flow = Visit(node.Stage, instruction, scope, flow);
        }

        _ends[node.Stage.Index] = (scope, flow);
    }

    private (StageScope Scope, StageFlow Flow) Begin(StageNode node)
    {
        if (node.BaseStage is { } parent && _ends.TryGetValue(parent, out var end))
        {
            return (end.Scope.Derive(), end.Flow);
        }

        var isKnown = node.IsScratch;
        IReadOnlyList<string> environment = [];
        var hasShell = false;
        if (_images.TryGetValue(node.Stage.Index, out var resolved) && resolved.Image is { } image)
        {
            (isKnown, environment, hasShell) = (true, image.Environment, image.HasShell);
        }

        return (new StageScope(StageScope.EnvironmentOf(environment)), new StageFlow(hasShell, false, isKnown));
    }

    private IEnumerable<Instruction> Triggers(StageNode node)
    {
        var lines = node.Stage.From.Lines;
        if (node.BaseStage is not null)
        {
            return graph.TriggersOf(node);
        }

        return _images.TryGetValue(node.Stage.Index, out var resolved)
            ? (resolved.Image?.Triggers ?? []).Select(t => InstructionParser.ParseTrigger(t, lines))
            : [];
    }

    private void CheckReferences(StageNode node, Instruction instruction)
    {
        foreach (var dependency in graph.DependenciesOf(instruction))
        {
            if (dependency.Stage is { } stage)
            {
                if (!_ends.ContainsKey(stage))
                {
                    throw new DockerfileException(StageGraph.ForwardReference(dependency, node.Stage));
                }
            }
            else if (dependency.Reference != FromInstruction.Scratch && !model.Environment.IsNamedContext(dependency.Reference))
            {
                CheckName(dependency.Reference, instruction.Lines);
            }
        }
    }

    private StageFlow Visit(Stage stage, Instruction instruction, StageScope scope, StageFlow flow)
    {
        var names = scope.Names.ToList();
        var declared = scope.Arguments.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        if (instruction is ArgInstruction arg)
        {
            var unmatched = scope.Apply(arg, model.Globals!, model.Document.Escape).SelectMany(a => a.Unmatched).ToHashSet(StringComparer.Ordinal);
            Add(arg, unmatched);
            return flow;
        }

        var expander = new InstructionExpander(scope.Lookup, model.Document.Escape);
        Instruction? expanded = null;
        try
        {
            expanded = instruction.ExpandWith(expander);
        }
        catch (DockerfileException e)
        {
            throw e.At(instruction.Lines);
        }
        finally
        {
            Add(expanded, expander.Unmatched);
        }

        if (expanded is EnvInstruction env)
        {
            scope.Apply(env);
        }

        return flow with
        {
            HasShell = flow.HasShell || instruction is ShellInstruction,
            HasWorkdir = flow.HasWorkdir || instruction is WorkdirInstruction,
        };

        void Add(Instruction? result, IEnumerable<string> unmatched) =>
            model.Steps.Add(new CheckedStep(stage, instruction, result, [.. unmatched.Except(declared)], names, flow));
    }
}
