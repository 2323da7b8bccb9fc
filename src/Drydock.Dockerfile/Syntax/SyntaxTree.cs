using System.Text;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Syntax;

/// <summary>A file divided into instructions, comments and blank lines. Nothing of the text is lost.</summary>
public sealed class SyntaxTree
{
    internal SyntaxTree(
        string text,
        char escape,
        IReadOnlyList<SyntaxElement> elements,
        IReadOnlyList<ParserDirective> directives,
        IReadOnlyList<Diagnostic> diagnostics,
        IReadOnlyList<int> emptyContinuations)
    {
        Text = text;
        Escape = escape;
        Elements = elements;
        Directives = directives;
        Diagnostics = diagnostics;
        EmptyContinuations = emptyContinuations;
        Nodes = [.. elements.Select(e => e.Node).OfType<SyntaxNode>()];
    }

    /// <summary>The text as it was given.</summary>
    public string Text { get; }

    /// <summary>The escape character: a backslash unless a directive chose the backtick.</summary>
    public char Escape { get; }

    /// <summary>All parts of the file, in order and without a gap.</summary>
    public IReadOnlyList<SyntaxElement> Elements { get; }

    /// <summary>The parser directives.</summary>
    public IReadOnlyList<ParserDirective> Directives { get; }

    /// <summary>The instructions that could be divided into words.</summary>
    public IReadOnlyList<SyntaxNode> Nodes { get; }

    /// <summary>What could not be read, in the order of the lines.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>For every instruction with an empty line among its continuation lines, the last of those lines.</summary>
    public IReadOnlyList<int> EmptyContinuations { get; }

    /// <summary>Divides a text. Never throws: what cannot be read is in <see cref="Diagnostics"/>.</summary>
    public static SyntaxTree Parse(string text) => new SyntaxParser(text).Parse();

    /// <summary>The text of all parts together, which is the text that was parsed.</summary>
    public string Format()
    {
        var result = new StringBuilder(Text.Length);
        foreach (var element in Elements)
        {
            result.Append(element.Text.Span);
        }

        return result.ToString();
    }

    /// <summary>The instructions as S-expressions, one a line: the form in which parsers of this format are compared.</summary>
    public string Dump() => NodeDump.Of(Nodes);
}
