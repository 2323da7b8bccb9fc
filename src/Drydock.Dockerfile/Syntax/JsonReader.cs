using System.Buffers;
using System.Globalization;
using System.Text;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Walks over JSON text: strings are read, all else is only checked.</summary>
internal ref partial struct JsonReader(ReadOnlySpan<char> text)
{
    /// <summary>What ends a string, or is not itself in one.</summary>
    private static readonly SearchValues<char> s_special =
        SearchValues.Create("\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\"\\");

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    public bool ReadTopLevelArray(List<string> strings, out bool onlyStrings)
    {
        onlyStrings = true;
        _position = 1;
        SkipBlanks();
        if (!Take(']'))
        {
            do
            {
                SkipBlanks();
                if (Peek() == '"')
                {
                    if (ReadString() is not { } value)
                    {
                        return false;
                    }

                    strings.Add(value);
                }
                else if (SkipValue())
                {
                    onlyStrings = false;
                }
                else
                {
                    return false;
                }

                SkipBlanks();
            }
            while (Take(','));

            if (!Take(']'))
            {
                return false;
            }
        }

        SkipBlanks();
        return _position == _text.Length;
    }

    private readonly char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private bool Take(char c)
    {
        if (_position >= _text.Length || _text[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private string? ReadString()
    {
        _position++;
        var plain = _text[_position..].IndexOfAny(s_special);
        if (plain >= 0 && _text[_position + plain] == '"')
        {
            _position += plain + 1;
            return _text.Slice(_position - plain - 1, plain).ToString();
        }

        var value = new StringBuilder();
        while (_position < _text.Length)
        {
            var c = _text[_position++];
            switch (c)
            {
                case '"':
                    return value.ToString();
                case '\\':
                    if (!ReadEscape(value))
                    {
                        return null;
                    }

                    break;
                case < ' ':
                    return null;
                default:
                    value.Append(c);
                    break;
            }
        }

        return null;
    }

    private bool ReadEscape(StringBuilder value)
    {
        if (_position >= _text.Length)
        {
            return false;
        }

        var c = _text[_position++];
        switch (c)
        {
            case '"' or '\\' or '/':
                value.Append(c);
                return true;
            case 'b':
                value.Append('\b');
                return true;
            case 'f':
                value.Append('\f');
                return true;
            case 'n':
                value.Append('\n');
                return true;
            case 'r':
                value.Append('\r');
                return true;
            case 't':
                value.Append('\t');
                return true;
            case 'u':
                return ReadCodeUnit(value);
            default:
                return false;
        }
    }

    private bool ReadCodeUnit(StringBuilder value)
    {
        if (!TryHex(_position, out var unit))
        {
            return false;
        }

        _position += 4;
        if (char.IsHighSurrogate(unit) && _position + 1 < _text.Length && _text[_position] == '\\'
            && _text[_position + 1] == 'u' && TryHex(_position + 2, out var low) && char.IsLowSurrogate(low))
        {
            value.Append(unit).Append(low);
            _position += 6;
            return true;
        }

        // Half a pair is no character; and as a lone surrogate it would be read as a raw byte later.
        value.Append(char.IsSurrogate(unit) ? '\uFFFD' : unit);
        return true;
    }

    private readonly bool TryHex(int start, out char unit)
    {
        unit = '\0';
        if (start + 4 > _text.Length)
        {
            return false;
        }

        for (var i = start; i < start + 4; i++)
        {
            if (!char.IsAsciiHexDigit(_text[i]))
            {
                return false;
            }
        }

        unit = (char)ushort.Parse(_text.Slice(start, 4), NumberStyles.AllowHexSpecifier, null);
        return true;
    }
}
