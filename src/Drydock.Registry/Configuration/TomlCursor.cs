using System.Buffers;
using System.Globalization;
using System.Text;

namespace Drydock.Registry.Configuration;

/// <summary>A position in a TOML text, with its line, and the tokens that can stand there.</summary>
internal sealed class TomlCursor(string text)
{
    private readonly string _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
    private int _position;

    /// <summary>The line, from 1.</summary>
    public int Line => _text.AsSpan(0, Math.Min(_position, _text.Length)).Count('\n') + 1;

    /// <summary>Whether the text is over.</summary>
    public bool AtEnd => _position >= _text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Peek => AtEnd ? '\0' : _text[_position];

    private ReadOnlySpan<char> Rest => _text.AsSpan(_position);

    /// <summary>An error at this line.</summary>
    public FormatException Error(string problem) => new($"line {Line}: {problem}");

    public void SkipBlanks() => _position += Rest.Length - Rest.TrimStart(" \t").Length;

    /// <summary>Skips blanks, line ends and comments.</summary>
    public void SkipBlankLines()
    {
        while (true)
        {
            _position += Rest.Length - Rest.TrimStart(" \t\n").Length;
            if (Peek != '#')
            {
                return;
            }

            SkipComment();
        }
    }

    public bool TryTake(string token)
    {
        if (!Rest.StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        _position += token.Length;
        return true;
    }

    public void Expect(string token)
    {
        SkipBlanks();
        if (!TryTake(token))
        {
            throw Error($"{token} is expected");
        }
    }

    public void ExpectEndOfLine()
    {
        SkipBlanks();
        SkipComment();
        if (!AtEnd && !TryTake("\n"))
        {
            throw Error("the end of the line is expected");
        }
    }

    public string TakeWhile(SearchValues<char> characters) => Take(Rest.IndexOfAnyExcept(characters));

    public string TakeUntil(SearchValues<char> characters) => Take(Rest.IndexOfAny(characters));

    /// <summary>Takes a string of any of the four kinds.</summary>
    public string TakeString()
    {
        var quote = Peek;
        var literal = quote == '\'';
        if (!TryTake(new string(quote, 3)))
        {
            _position++;
            return TakeString(quote.ToString(), literal, multiLine: false);
        }

        TryTake("\n");
        return TakeString(new string(quote, 3), literal, multiLine: true);
    }

    private string TakeString(string end, bool literal, bool multiLine)
    {
        var value = new StringBuilder();
        while (!TryTake(end))
        {
            if (AtEnd || (!multiLine && Peek == '\n'))
            {
                throw Error("the string does not end");
            }

            var c = _text[_position++];
            if (c == '\\' && !literal)
            {
                TakeEscape(value, multiLine);
            }
            else
            {
                value.Append(c);
            }
        }

        // Quotes right before the closing ones belong to the text.
        while (multiLine && TryTake(end[..1]))
        {
            value.Append(end[0]);
        }

        return value.ToString();
    }

    private void TakeEscape(StringBuilder value, bool multiLine)
    {
        var c = AtEnd ? '\0' : _text[_position++];
        switch (c)
        {
            case 'b': value.Append('\b'); break;
            case 't': value.Append('\t'); break;
            case 'n': value.Append('\n'); break;
            case 'f': value.Append('\f'); break;
            case 'r': value.Append('\r'); break;
            case '"' or '\\': value.Append(c); break;
            case 'u': value.Append(TakeCodePoint(4)); break;
            case 'U': value.Append(TakeCodePoint(8)); break;
            case ' ' or '\t' or '\n' when multiLine:
                _position--;
                _position += Rest.Length - Rest.TrimStart(" \t\n").Length;
                break;
            default: throw Error("unknown escape in a string");
        }
    }

    private string TakeCodePoint(int digits)
    {
        var hex = Rest[..Math.Min(digits, Rest.Length)];
        if (hex.Length < digits || !uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) || !Rune.IsValid(number))
        {
            throw Error("unknown escape in a string");
        }

        _position += digits;
        return new Rune(number).ToString();
    }

    private void SkipComment()
    {
        if (Peek == '#')
        {
            var end = Rest.IndexOf('\n');
            _position = end < 0 ? _text.Length : _position + end;
        }
    }

    private string Take(int length)
    {
        var taken = (length < 0 ? Rest : Rest[..length]).ToString();
        _position += taken.Length;
        return taken;
    }
}
