using System.Text;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Walks the lines of a file once. See <see cref="SyntaxTree"/>.</summary>
internal sealed class SyntaxParser(string text)
{
    /// <summary>The longest line, in bytes, that other implementations read.</summary>
    private const int MaxLineBytes = 65535;

    private readonly List<SyntaxElement> _elements = new(text.AsSpan().Count('\n') + 1);
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<int> _emptyContinuations = [];
    private readonly DirectiveParser _directives = new();
    private readonly StringBuilder _joined = new();
    private List<string> _comments = [];
    private char _escape = '\\';
    private int _position;
    private int _line;

    public SyntaxTree Parse()
    {
        while (ReadLine(out var start, out var length))
        {
            if (_line == 1 && text.StartsWith('\uFEFF'))
            {
                start++;
                length--;
            }

            ParseFrom(_line == 1 ? 0 : start, text.AsSpan(start, length));
        }

        return new SyntaxTree(text, _escape, _elements, _directives.Found, _diagnostics, _emptyContinuations);
    }

    /// <summary>Reads on to the next line.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">Its length without line ending.</param>
    private bool ReadLine(out int start, out int length)
    {
        start = _position;
        length = 0;
        if (_position >= text.Length)
        {
            return false;
        }

        _line++;
        var end = text.IndexOf('\n', _position);
        _position = end < 0 ? text.Length : end + 1;
        length = text.AsSpan(start, (end < 0 ? text.Length : end) - start).TrimEnd('\r').Length;
        if (IsTooLong(text.AsSpan(start, (end < 0 ? text.Length : end) - start)))
        {
            Report(DiagnosticCodes.LineTooLong, $"dockerfile line greater than max allowed size of {MaxLineBytes}",
                new LineRange(_line), "Divide the line, or put its content in a file that is copied");
        }

        return true;
    }

    private void ParseFrom(int elementStart, ReadOnlySpan<char> line)
    {
        var first = _line;
        var trimmed = line.TrimStart();
        var isComment = trimmed.StartsWith('#');
        if (isComment)
        {
            NoteComment(line[1..].Trim());
        }

        var directive = ReadDirective(trimmed, out var failed);
        if (isComment || trimmed.IsEmpty)
        {
            if (directive is not null)
            {
                _comments.RemoveAt(_comments.Count - 1);
            }

            var kind = failed ? SyntaxElementKind.Invalid
                : directive is not null ? SyntaxElementKind.Directive
                : isComment ? SyntaxElementKind.Comment : SyntaxElementKind.Blank;
            AddElement(kind, elementStart, first, null);
            return;
        }

        ParseInstruction(elementStart, first, trimmed);
    }

    private void ParseInstruction(int elementStart, int first, ReadOnlySpan<char> line)
    {
        var joined = Join(line, out var hasEmptyLine);
        if (hasEmptyLine)
        {
            _emptyContinuations.Add(_line);
        }

        SyntaxNode? node = null;
        var headEnd = _line;
        try
        {
            node = NodeParser.Parse(joined, _escape);
            if (node.CanHaveHeredocs && joined.Contains("<<", StringComparison.Ordinal))
            {
                node.Heredocs = ReadHeredocs(joined);
            }
        }
        catch (DockerfileException e)
        {
            node = null;
            _diagnostics.Add(e.Diagnostic with { Lines = new LineRange(first, headEnd) });
        }

        if (node is not null)
        {
            node.Lines = new LineRange(first, _line);
            node.Comments = _comments.Count == 0 ? [] : _comments;
        }

        AddElement(node is null ? SyntaxElementKind.Invalid : SyntaxElementKind.Instruction, elementStart, first, node);
        if (_comments.Count > 0)
        {
            _comments = [];
        }
    }

    /// <summary>
    /// Joins continuation lines. Comment lines among them vanish; empty ones too, but they do not end the instruction.
    /// </summary>
    private string Join(ReadOnlySpan<char> line, out bool hasEmptyLine)
    {
        hasEmptyLine = false;
        if (!CutContinuation(ref line))
        {
            return line.ToString();
        }

        _joined.Clear().Append(line);
        var continues = true;
        while (continues && ReadLine(out var start, out var length))
        {
            line = text.AsSpan(start, length);
            var trimmed = line.TrimStart();
            _ = _directives.Next(line);
            if (trimmed.StartsWith('#'))
            {
                continue;
            }

            if (trimmed.IsEmpty)
            {
                hasEmptyLine = true;
                continue;
            }

            continues = CutContinuation(ref line);
            _joined.Append(line);
        }

        return _joined.ToString();
    }

    /// <summary>An escape character that ends the line, blanks aside, continues it; a doubled one does not.</summary>
    private bool CutContinuation(ref ReadOnlySpan<char> line)
    {
        var end = line.TrimEnd([' ', '\t']);
        if (!end.EndsWith(_escape) || (end.Length > 1 && end[^2] == _escape))
        {
            return false;
        }

        line = end[..^1];
        return true;
    }

    private List<Heredoc> ReadHeredocs(string line)
    {
        var announced = HeredocParser.FindAll(line);
        var complete = new List<Heredoc>(announced.Count);
        foreach (var heredoc in announced)
        {
            var contentStart = _position;
            while (true)
            {
                if (!ReadLine(out var start, out var length))
                {
                    throw new DockerfileException(
                        DiagnosticCodes.InvalidHeredoc,
                        "unterminated heredoc",
                        $"Add a line that is only {heredoc.Name}");
                }

                var candidate = text.AsSpan(start, length);
                if ((heredoc.StripTabs ? candidate.TrimStart('\t') : candidate).SequenceEqual(heredoc.Name))
                {
                    complete.Add(heredoc with { Content = text[contentStart..start] });
                    break;
                }
            }
        }

        return complete;
    }

    private void NoteComment(ReadOnlySpan<char> comment)
    {
        if (comment.IsEmpty)
        {
            _comments = [];
        }
        else
        {
            _comments.Add(comment.ToString());
        }
    }

    private ParserDirective? ReadDirective(ReadOnlySpan<char> line, out bool failed)
    {
        failed = false;
        try
        {
            var directive = _directives.Next(line);
            if (directive is { Name: "escape" })
            {
                if (directive.Value is not ("\\" or "`"))
                {
                    throw new DockerfileException(
                        DiagnosticCodes.InvalidDirective,
                        $"invalid escape token '{directive.Value}' does not match ` or \\").At(new LineRange(_line));
                }

                _escape = directive.Value[0];
            }

            return directive;
        }
        catch (DockerfileException e)
        {
            failed = true;
            _diagnostics.Add(e.Diagnostic);
            return null;
        }
    }

    private void AddElement(SyntaxElementKind kind, int start, int firstLine, SyntaxNode? node) =>
        _elements.Add(new SyntaxElement(kind, new LineRange(firstLine, _line), text.AsMemory(start, _position - start), node));

    private void Report(string code, string message, LineRange lines, string? hint) =>
        _diagnostics.Add(Diagnostic.Error(code, message, lines, hint));

    /// <summary>A lone surrogate stands for one byte.</summary>
    private static bool IsTooLong(ReadOnlySpan<char> line)
    {
        if (line.Length <= MaxLineBytes / 3)
        {
            return false;
        }

        var bytes = 0;
        foreach (var c in line)
        {
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : !char.IsSurrogate(c) ? 3 : c is >= '\uDC80' and <= '\uDCFF' ? 1 : 2;
        }

        return bytes > MaxLineBytes;
    }
}
