using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile;

/// <summary>A Dockerfile, read as far as it can be read.</summary>
/// <remarks>
/// The language is that of docker/dockerfile 1.20 with its labs features. The text comes decoded: a byte
/// that is not UTF-8 is a lone surrogate U+DC80 to U+DCFF, and stays one.
/// </remarks>
public sealed class DockerfileDocument
{
    private DockerfileDocument(string fileName, SyntaxTree tree)
    {
        FileName = fileName;
        Tree = tree;
    }

    /// <summary>The file as the user named it, for messages.</summary>
    public string FileName { get; }

    /// <summary>The text as it was given.</summary>
    public string Text => Tree.Text;

    /// <summary>The lines as written: instructions, comments, blanks.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>The instructions, divided into words.</summary>
    public IReadOnlyList<SyntaxNode> Nodes => Tree.Nodes;

    /// <summary>The parser directives (syntax, escape, check).</summary>
    public IReadOnlyList<ParserDirective> Directives => Tree.Directives;

    /// <summary>The escape character.</summary>
    public char Escape => Tree.Escape;

    /// <summary>The ARG instructions before the first FROM.</summary>
    public IReadOnlyList<ArgInstruction> MetaArgs { get; private init; } = [];

    /// <summary>The stages.</summary>
    public IReadOnlyList<Stage> Stages { get; private init; } = [];

    /// <summary>Every error of the file, in the order of the lines.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private init; } = [];

    /// <summary>What can be built but will be an error some day: empty continuation lines.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; private init; } = [];

    /// <summary>Whether the file cannot be built.</summary>
    public bool HasErrors => Diagnostics.Count > 0;

    /// <summary>Reads a Dockerfile. Never throws: what is wrong is in <see cref="Diagnostics"/>.</summary>
    /// <param name="text">The decoded text.</param>
    /// <param name="fileName">The file as the user named it.</param>
    public static DockerfileDocument Parse(string text, string fileName = "Dockerfile")
    {
        var tree = SyntaxTree.Parse(text);
        var stages = new StageCollector();
        var diagnostics = new List<Diagnostic>(tree.Diagnostics);
        foreach (var node in tree.Nodes)
        {
            try
            {
                stages.Add(InstructionParser.Parse(node));
            }
            catch (DockerfileException e)
            {
                diagnostics.Add(e.Diagnostic);
                stages.Skip(node);
            }
        }

        diagnostics.AddRange(NothingToBuild(text, tree, stages, diagnostics.Count > 0));
        return new DockerfileDocument(fileName, tree)
        {
            MetaArgs = stages.MetaArgs,
            Stages = stages.Finish(),
            Diagnostics = [.. diagnostics.OrderBy(d => d.Lines.Start)],
            Warnings = [.. tree.EmptyContinuations.Select(EmptyContinuation)],
        };
    }

    /// <summary>The stage of that name, in any case; the last one of that name if there are several.</summary>
    public Stage? FindStage(string name) =>
        Stages.LastOrDefault(s => s.Name is not null && s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text as it was parsed: nothing is lost.</summary>
    public string Format() => Tree.Format();

    /// <inheritdoc/>
    public override string ToString() => Format();

    private static IEnumerable<Diagnostic> NothingToBuild(string text, SyntaxTree tree, StageCollector stages, bool hasErrors)
    {
        if (text.Length == 0)
        {
            yield return Error("the Dockerfile cannot be empty", LineRange.None, "Begin it with FROM IMAGE");
        }
        else if (tree.Nodes.Count == 0 && !hasErrors)
        {
            yield return Error("file with no instructions", tree.Elements[^1].Lines, "Begin it with FROM IMAGE");
        }
        else if (stages.Count == 0 && !hasErrors)
        {
            yield return Error("dockerfile contains no stages to build", LineRange.None, "Add FROM IMAGE");
        }
    }

    private static Diagnostic Error(string message, LineRange lines, string hint) =>
        Diagnostic.Error(DiagnosticCodes.NothingToBuild, message, lines, hint);

    private static Diagnostic EmptyContinuation(int line) => new(
        "NoEmptyContinuation", Severity.Warning, "Empty continuation line", new LineRange(line), "Remove the empty lines");
}
