using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Reads parser directives: the first lines of a file, as long as every one of them is a known directive.</summary>
/// <remarks>Dockerfile reference, "Parser directives". A blank line, an instruction or any other comment ends them.</remarks>
public sealed class DirectiveParser
{
    private readonly string _comment;
    private readonly List<ParserDirective> _found = [];
    private int _line;
    private bool _done;

    /// <summary>Begins at the top of a file.</summary>
    /// <param name="comment">What begins a comment: <c>#</c>, or <c>//</c> in files of another language.</param>
    /// <param name="line">How many lines were passed over already.</param>
    public DirectiveParser(string comment = "#", int line = 0)
    {
        _comment = comment;
        _line = line;
    }

    /// <summary>The directives found so far, in their order.</summary>
    public IReadOnlyList<ParserDirective> Found => _found;

    /// <summary>Whether a line was seen after which no directive can follow.</summary>
    public bool IsDone => _done;

    /// <summary>Takes the next line, without its line ending.</summary>
    /// <returns>The directive it is; null when it is none.</returns>
    /// <exception cref="DockerfileException">The directive was given before.</exception>
    public ParserDirective? Next(ReadOnlySpan<char> line)
    {
        _line++;
        if (_done)
        {
            return null;
        }

        if (Parse(line) is not { } directive)
        {
            _done = true;
            return null;
        }

        if (_found.Find(d => d.Name == directive.Name) is { } first)
        {
            throw new DockerfileException(Diagnostic.Error(
                DiagnosticCodes.InvalidDirective,
                $"only one {directive.Name} parser directive can be used",
                new LineRange(first.Line, _line),
                $"Remove line {_line} or line {first.Line}"));
        }

        _found.Add(directive);
        return directive;
    }

    /// <summary>Reads the directives of a text. One that is repeated ends the reading.</summary>
    /// <param name="text">The whole file, a byte-order mark allowed.</param>
    public static IReadOnlyList<ParserDirective> ReadAll(string text) => Read(text, "#");

    /// <summary>The directive of that name. A first line that begins with <c>#!</c> is passed over.</summary>
    public static ParserDirective? Find(string text, string name) => Find(text, name, "#");

    /// <summary>
    /// The syntax a file asks for: by <c># syntax=</c>, by <c>// syntax=</c>, or by a member
    /// <c>syntax</c> of a file that is one JSON object.
    /// </summary>
    public static ParserDirective? FindSyntax(string text) =>
        Find(text, "syntax", "#") ?? Find(text, "syntax", "//") ?? JsonSyntax.Find(text);

    private static ParserDirective? Find(string text, string name, string comment)
    {
        foreach (var directive in Read(text, comment))
        {
            if (directive.Name == name)
            {
                return directive;
            }
        }

        return null;
    }

    private static IReadOnlyList<ParserDirective> Read(string text, string comment)
    {
        var rest = WithoutByteOrderMark(text);
        var hasInterpreterLine = rest.StartsWith("#!", StringComparison.Ordinal);
        if (hasInterpreterLine)
        {
            rest = rest.IndexOf('\n') is var end && end < 0 ? default : rest[(end + 1)..];
        }

        var parser = new DirectiveParser(comment, hasInterpreterLine ? 1 : 0);
        try
        {
            foreach (var line in rest.EnumerateLines('\n'))
            {
                _ = parser.Next(line.TrimEnd('\r'));
                if (parser.IsDone)
                {
                    break;
                }
            }
        }
        catch (DockerfileException)
        {
            // The parse of the file reports it; here the directives before it are wanted.
        }

        return parser.Found;
    }

    internal static ReadOnlySpan<char> WithoutByteOrderMark(string text) =>
        text.StartsWith('\uFEFF') ? text.AsSpan(1) : text;

    private ParserDirective? Parse(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith(_comment, StringComparison.Ordinal))
        {
            return null;
        }

        line = line[_comment.Length..].Trim();
        var equals = line.IndexOf('=');
        if (equals < 0)
        {
            return null;
        }

        var value = line[(equals + 1)..].TrimStart();
        Span<char> name = stackalloc char[8];
        var length = line[..equals].TrimEnd().ToLowerInvariant(name);
        return value.IsEmpty || length < 0
            ? null
            : name[..length] switch
            {
                "syntax" => new ParserDirective("syntax", value.ToString(), _line),
                "escape" => new ParserDirective("escape", value.ToString(), _line),
                "check" => new ParserDirective("check", value.ToString(), _line),
                _ => null,
            };
    }
}
