using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>
/// A file as the checks look at it: every part is there only as far as a build would have come to it. A file
/// with an error is so checked up to the error, and never for what the error only pretends.
/// </summary>
internal sealed class CheckModel(DockerfileDocument document, CheckEnvironment environment)
{
    private readonly Dictionary<int, IReadOnlyList<string>> _comments =
        document.Nodes.GroupBy(n => n.Lines.Start).ToDictionary(g => g.Key, g => g.First().Comments);

    public DockerfileDocument Document { get; } = document;

    public CheckEnvironment Environment { get; } = environment;

    /// <summary>The first error.</summary>
    public Diagnostic? Error { get; set; }

    /// <summary>The instructions that were divided into words, up to and with the first that has an error.</summary>
    public List<CheckedNode> Nodes { get; } = [];

    /// <summary>The stages; empty unless all instructions could be read.</summary>
    public IReadOnlyList<Stage> Stages { get; set; } = [];

    /// <summary>The bases that FROM lines have when no build argument is given; null when there is an error in them.</summary>
    public List<(Stage Stage, string Base)> DefaultBases { get; } = [];

    /// <summary>The variables of FROM lines.</summary>
    public GlobalScope? Globals { get; set; }

    /// <summary>The FROM lines with their variables, up to the first that has an error.</summary>
    public List<CheckedFrom> Froms { get; } = [];

    /// <summary>The base images that are of another platform than was wanted.</summary>
    public List<(Stage Stage, string Wanted, string Actual)> Mismatches { get; } = [];

    /// <summary>The instructions of the stages with their variables, up to the first that has an error.</summary>
    public List<CheckedStep> Steps { get; } = [];

    /// <summary>The ports of EXPOSE instructions, with the instruction of each.</summary>
    public IEnumerable<(CheckedStep Step, string Port)> ExposedPorts
    {
        get
        {
            foreach (var step in Steps)
            {
                if (step.Expanded is ExposeInstruction expose)
                {
                    foreach (var port in expose.Ports)
                    {
                        yield return (step, port);
                    }
                }
            }
        }
    }

    /// <summary>The comments above the instruction that begins at the line.</summary>
    public IReadOnlyList<string> CommentsAt(int line) => _comments.GetValueOrDefault(line) ?? [];
}

/// <summary>An instruction and, unless it has an error, its meaning.</summary>
internal sealed record CheckedNode(SyntaxNode Node, Instruction? Instruction);

/// <summary>A FROM with the variables of its base and of its platform looked up.</summary>
internal sealed record CheckedFrom(Stage Stage, Expanded<string> Base, Expanded<string>? Platform);

/// <summary>An instruction where a build would execute it.</summary>
/// <param name="Stage">The stage it is in.</param>
/// <param name="Written">The instruction as written.</param>
/// <param name="Expanded">The instruction with variables expanded; null when that failed.</param>
/// <param name="Unmatched">The variables it used that were not set nor declared.</param>
/// <param name="KnownNames">The variables that were set before it.</param>
/// <param name="Flow">What the stage has seen before it.</param>
internal sealed record CheckedStep(
    Stage Stage,
    Instruction Written,
    Instruction? Expanded,
    IReadOnlyCollection<string> Unmatched,
    IReadOnlyList<string> KnownNames,
    StageFlow Flow);

/// <summary>What a stage, with the stages it begins from, has seen so far.</summary>
/// <param name="HasShell">Whether the shell was set.</param>
/// <param name="HasWorkdir">Whether the working directory was set in this file.</param>
/// <param name="IsBaseKnown">Whether the configuration of the base image is known.</param>
internal sealed record StageFlow(bool HasShell, bool HasWorkdir, bool IsBaseKnown);
