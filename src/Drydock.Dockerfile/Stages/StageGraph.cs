using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Stages;

/// <summary>The stages of a file and how they need one another.</summary>
public sealed class StageGraph
{
    private readonly StageNames _names;
    private readonly List<StageNode> _stages;

    private StageGraph(StageNames names, List<StageNode> stages)
    {
        _names = names;
        _stages = stages;
    }

    /// <summary>The stages, in the order of the file.</summary>
    public IReadOnlyList<StageNode> Stages => _stages;

    /// <summary>Resolves all references of a file.</summary>
    /// <param name="document">A file without errors.</param>
    /// <param name="globals">The variables of FROM lines.</param>
    /// <param name="isNamedContext">Whether a name is that of a named context: those come before stages. Never asked for <c>scratch</c> and <c>context</c>.</param>
    /// <exception cref="DockerfileException">A base is blank, a reference cannot be one, or stages need one another in a circle.</exception>
    public static StageGraph Create(DockerfileDocument document, GlobalScope globals, Func<string, bool>? isNamedContext = null)
    {
        var names = new StageNames(isNamedContext ?? (_ => false));
        var stages = new List<StageNode>(document.Stages.Count);
        foreach (var stage in document.Stages)
        {
            var node = ExpandFrom(stage, globals, document.Escape);
            var isReplaced = stage.Name is not null && names.IsNamedContext(stage.Name);
            stages.Add(node with { IsReplaced = isReplaced, BaseStage = isReplaced ? null : names.Find(node.Base) });
            names.Add(stage);
        }

        var graph = new StageGraph(names, stages);
        for (var i = 0; i < stages.Count; i++)
        {
            var dependencies = stages[i].Stage.Instructions.SelectMany(graph.DependenciesOf).ToList();
            stages[i] = stages[i] with { Dependencies = stages[i].IsReplaced ? [] : dependencies };
        }

        StageCycle.Refuse(stages);
        return graph;
    }

    /// <summary>Expands the base and the platform of a FROM.</summary>
    /// <exception cref="DockerfileException">They cannot be expanded, or are empty then.</exception>
    internal static StageNode ExpandFrom(Stage stage, GlobalScope globals, char escape)
    {
        var expanded = stage.From.Expand(globals.Lookup, escape);
        var from = (FromInstruction)expanded.Value;
        if (from.Base.Length == 0)
        {
            throw Error(
                DiagnosticCodes.InvalidReference,
                $"base name ({stage.From.Base}) should not be blank",
                stage.From.Lines,
                "Give the ARG a default before FROM, or a value with --build-arg");
        }

        if (from.Platform is "")
        {
            var known = expanded.Unmatched.Select(u => Suggestion.Text(u, globals.Variables.Names)).FirstOrDefault(s => s.Length > 0);
            throw Error(
                DiagnosticCodes.InvalidReference,
                $"empty platform value from expression {stage.From.Platform}{known}",
                stage.From.Lines,
                "Give the ARG a default before FROM, or a value with --build-arg");
        }

        return new StageNode(stage, from.Base, from.Platform, null, []) { UsedArguments = expanded.Matched };
    }

    /// <summary>What an instruction copies or mounts from: also for triggers of a base image.</summary>
    /// <exception cref="DockerfileException">A reference has a variable, or a number that no stage has.</exception>
    public IReadOnlyList<StageDependency> DependenciesOf(Instruction instruction) => instruction switch
    {
        CopyInstruction { From: { Length: > 0 } from } copy => [Resolve(copy, from)],
        RunInstruction run => [.. run.Mounts.Where(m => m.From is { Length: > 0 } && m.Type != RunMountType.Tmpfs).Select(m => Resolve(run, m.From!))],
        _ => [],
    };

    /// <summary>The stage to build.</summary>
    /// <param name="target">The name asked for, in any case; null or empty for the last stage.</param>
    /// <exception cref="DockerfileException">No stage has that name.</exception>
    public StageNode Target(string? target)
    {
        if (string.IsNullOrEmpty(target))
        {
            return _stages[^1];
        }

        return _names.FindInFile(target) is { } index
            ? _stages[index]
            : throw new DockerfileException(
                DiagnosticCodes.InvalidReference,
                $"target stage {GoQuote.Quote(target)} could not be found"
                + Suggestion.Text(target, _stages.Select(s => s.Stage.DisplayName)),
                $"The stages are {string.Join(", ", _stages.Select(s => s.Stage.DisplayName))}");
    }

    /// <summary>The ONBUILD triggers that a stage takes over from the stage it begins from.</summary>
    /// <exception cref="DockerfileException">A trigger is not one instruction that may be triggered.</exception>
    public IReadOnlyList<Instruction> TriggersOf(StageNode stage) => stage.BaseStage is not { } parent
        ? []
        : [.. _stages[parent].Stage.Instructions.OfType<OnbuildInstruction>()
            .Select(o => InstructionParser.ParseTrigger(o.Expression, stage.Stage.From.Lines))];

    /// <summary>The numbers of the stages that a stage needs, itself included.</summary>
    /// <param name="target">The stage to build.</param>
    /// <param name="imageTriggers">The triggers of a stage's base image, where they are known: they may need further stages.</param>
    /// <exception cref="DockerfileException">A trigger is not one instruction that may be triggered.</exception>
    public IReadOnlySet<int> Reachable(StageNode target, Func<StageNode, IEnumerable<Instruction>>? imageTriggers = null)
    {
        var reachable = new SortedSet<int>();
        var open = new Stack<int>([target.Stage.Index]);
        while (open.TryPop(out var index))
        {
            if (!reachable.Add(index))
            {
                continue;
            }

            var stage = _stages[index];
            var triggers = TriggersOf(stage).Concat(imageTriggers?.Invoke(stage) ?? []);
            var needed = stage.Dependencies.Concat(triggers.SelectMany(DependenciesOf));
            foreach (var next in needed.Select(d => d.Stage).Append(stage.BaseStage))
            {
                if (next is { } number)
                {
                    open.Push(number);
                }
            }
        }

        return reachable;
    }

    /// <summary>References to stages that come later in the file, in the stages given.</summary>
    public IEnumerable<Diagnostic> ForwardReferences(IReadOnlySet<int> stages) =>
        from index in stages
        from dependency in _stages[index].Dependencies
        where dependency.Stage >= index
        select ForwardReference(dependency, _stages[index].Stage);

    /// <summary>The error of copying from a stage that comes later in the file.</summary>
    public static Diagnostic ForwardReference(StageDependency dependency, Stage stage) => Diagnostic.Error(
        DiagnosticCodes.InvalidReference,
        $"cannot copy from stage {GoQuote.Quote(dependency.Reference)}, it needs to be defined before current stage "
        + GoQuote.Quote(stage.DisplayName),
        dependency.Instruction.Lines,
        "Move the stage that is copied from above this one");

    private StageDependency Resolve(Instruction instruction, string reference)
    {
        if (HasVariable(reference))
        {
            throw Error(
                DiagnosticCodes.InvalidReference,
                "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround",
                instruction.Lines,
                null);
        }

        var stage = _names.FindInFile(reference);
        if (stage is null && int.TryParse(reference, out var number))
        {
            stage = number >= 0 && number < _stages.Count
                ? number
                : throw Error(
                    DiagnosticCodes.InvalidReference,
                    $"invalid stage index {number}",
                    instruction.Lines,
                    $"The stages are numbered 0 to {_stages.Count - 1}");
        }

        return new StageDependency(instruction, reference, stage);
    }

    private static bool HasVariable(string reference)
    {
        try
        {
            return Expansion.WordExpander.Word(reference, null).Value != reference;
        }
        catch (DockerfileException)
        {
            return true;
        }
    }

    private static DockerfileException Error(string code, string message, LineRange lines, string? hint) =>
        new(Diagnostic.Error(code, message, lines, hint));
}
