using System.Globalization;

namespace Drydock.Cli.Templates;

/// <summary>Splits the text of a template into tokens.</summary>
/// <remarks>Go, text/template, "Text and spaces", "Actions" and "Arguments".</remarks>
internal sealed class TemplateLexer(TemplateSource source)
{
    private const string Blanks = " \t\r\n";

    private readonly string _text = source.Text;
    private readonly List<TemplateToken> _tokens = [];
    private int _position;

    /// <summary>All tokens; the last is <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="TemplateException">The text is malformed.</exception>
    public static IReadOnlyList<TemplateToken> Tokenize(TemplateSource source) => new TemplateLexer(source).Run();

    private List<TemplateToken> Run()
    {
        var trimBefore = false;
        while (true)
        {
            var open = _text.IndexOf("{{", _position, StringComparison.Ordinal);
            var end = open < 0 ? _text.Length : open;
            var trimAfter = open >= 0 && IsTrimMarker(open + 2, _text);
            AddText(end, trimBefore, trimAfter);
            if (open < 0)
            {
                _tokens.Add(new TemplateToken(TokenKind.End, _text.Length, "", _text.Length));
                return _tokens;
            }

            _position = open + 2 + (trimAfter ? 1 : 0);
            trimBefore = TrySkipComment(open, out var trims) ? trims : ReadAction(open);
        }
    }

    private static bool IsTrimMarker(int at, string text) =>
        at + 1 < text.Length && text[at] == '-' && Blanks.Contains(text[at + 1]);

    private void AddText(int end, bool trimBefore, bool trimAfter)
    {
        var text = _text[_position..end];
        text = trimBefore ? text.TrimStart(Blanks.ToCharArray()) : text;
        text = trimAfter ? text.TrimEnd(Blanks.ToCharArray()) : text;
        if (text.Length > 0)
        {
            _tokens.Add(new TemplateToken(TokenKind.Text, _position, text, end));
        }

        _position = end;
    }

    /// <summary>Skips <c>/* … */</c> and the closing braces; a comment stands alone in its action.</summary>
    private bool TrySkipComment(int open, out bool trims)
    {
        trims = false;
        var start = _position;
        while (start < _text.Length && start > open + 2 && Blanks.Contains(_text[start]))
        {
            start++;
        }

        if (!_text.AsSpan(start).StartsWith("/*"))
        {
            return false;
        }

        var end = _text.IndexOf("*/", start + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Error(open, "unclosed comment");
        }

        _position = end + 2;
        if (TryReadClose(out trims))
        {
            return true;
        }

        throw Error(open, "comment ends before closing delimiter");
    }

    /// <summary>Reads the tokens of one action; tells whether its end trims the text that follows.</summary>
    private bool ReadAction(int open)
    {
        _tokens.Add(new TemplateToken(TokenKind.Open, open, "{{", open + 2));
        while (true)
        {
            var start = _position;
            if (TryReadClose(out var trims))
            {
                _tokens.Add(new TemplateToken(TokenKind.Close, start, "}}", _position));
                return trims;
            }

            if (_position >= _text.Length)
            {
                throw Error(open, "unclosed action");
            }

            _tokens.Add(ReadToken(start));
        }
    }

    private bool TryReadClose(out bool trims)
    {
        var rest = _text.AsSpan(_position);
        var blanks = rest.Length - rest.TrimStart(Blanks).Length;
        trims = blanks > 0 && rest[blanks..].StartsWith("-}}");
        if (trims || rest.StartsWith("}}"))
        {
            _position += trims ? blanks + 3 : 2;
            return true;
        }

        return false;
    }

    private TemplateToken ReadToken(int start)
    {
        var c = _text[start];
        var next = start + 1 < _text.Length ? _text[start + 1] : '\0';
        if (Blanks.Contains(c))
        {
            while (_position < _text.Length && Blanks.Contains(_text[_position]) && !IsClosingTrim(_position))
            {
                _position++;
            }

            return Token(TokenKind.Space, start);
        }

        if (c is '"' or '`' or '\'')
        {
            var value = GoLiteral.ReadQuoted(_text, ref _position, out var error);
            return error is null ? Token(TokenKind.Literal, start) with { Value = value } : throw Error(start, error);
        }

        if (char.IsAsciiDigit(c) || (c is '+' or '-' && (char.IsAsciiDigit(next) || next == '.')) || (c == '.' && char.IsAsciiDigit(next)))
        {
            return ReadNumber(start);
        }

        if (c == '.' || c == '$' || char.IsLetter(c) || c == '_')
        {
            _position++;
            while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] == '_'))
            {
                _position++;
            }

            return Word(c, start);
        }

        _position += c == ':' && next == '=' ? 2 : 1;
        return c is '|' or '(' or ')' or ',' or '=' || _position == start + 2
            ? Token(TokenKind.Symbol, start)
            : throw Error(start, $"unexpected \"{c}\" in the action");
    }

    private bool IsClosingTrim(int at) => at > 0 && _text.AsSpan(at + 1).StartsWith("-}}");

    private TemplateToken Word(char first, int start) => first switch
    {
        '.' when _position == start + 1 => Token(TokenKind.Dot, start),
        '.' => new TemplateToken(TokenKind.Field, start, _text[(start + 1).._position], _position),
        '$' => Token(TokenKind.Variable, start),
        _ => Token(TokenKind.Identifier, start),
    };

    private TemplateToken ReadNumber(int start)
    {
        _position++;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '.' or '_'
            || (_text[_position] is '+' or '-' && _text[_position - 1] is 'e' or 'E')))
        {
            _position++;
        }

        var text = _text[start.._position];
        return GoLiteral.ParseNumber(text) is { } value
            ? Token(TokenKind.Literal, start) with { Value = value }
            : throw Error(start, string.Create(CultureInfo.InvariantCulture, $"bad number syntax: \"{text}\""));
    }

    private TemplateToken Token(TokenKind kind, int start) => new(kind, start, _text[start.._position], _position);

    private TemplateException Error(int position, string cause) => TemplateException.Parsing(source, position, cause);
}
