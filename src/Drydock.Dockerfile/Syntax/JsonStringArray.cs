using System.Text;

namespace Drydock.Dockerfile.Syntax;

/// <summary>What an argument that may be in JSON (exec) form turned out to be.</summary>
public enum JsonForm
{
    /// <summary>Not a JSON array: the argument is in shell form.</summary>
    None,

    /// <summary>An array of strings.</summary>
    Strings,

    /// <summary>A JSON array with an element that is not a string.</summary>
    Mixed,
}

/// <summary>Reads the JSON (exec) form of an instruction.</summary>
/// <remarks>
/// RFC 8259. Written by hand for two reasons: bytes that are not UTF-8 (lone surrogates here) must come
/// through, and a text that is no JSON must be told from JSON that is no array of strings.
/// </remarks>
public static class JsonStringArray
{
    /// <summary>Nesting beyond this is not taken for JSON.</summary>
    private const int MaxDepth = 10_000;

    /// <summary>Reads an array of strings.</summary>
    /// <param name="text">The argument; blanks around the array are allowed, anything else is not.</param>
    /// <param name="strings">The elements when <see cref="JsonForm.Strings"/> is returned, else empty.</param>
    public static JsonForm Read(ReadOnlySpan<char> text, out IReadOnlyList<string> strings)
    {
        strings = [];
        text = text.TrimStart();
        if (text.IsEmpty || text[0] != '[')
        {
            return JsonForm.None;
        }

        var reader = new Reader(text);
        var found = new List<string>();
        if (!reader.ReadTopLevelArray(found, out var onlyStrings))
        {
            return JsonForm.None;
        }

        if (!onlyStrings)
        {
            return JsonForm.Mixed;
        }

        strings = found;
        return JsonForm.Strings;
    }

    private ref struct Reader(ReadOnlySpan<char> text)
    {
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

            unit = (char)ushort.Parse(_text.Slice(start, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null);
            return true;
        }

        /// <summary>Skips one value of any kind. Nesting is kept in a list, not on the call stack.</summary>
        private bool SkipValue()
        {
            var open = new List<bool>();
            while (true)
            {
                SkipBlanks();
                var c = Peek();
                if (c is '[' or '{' && open.Count < MaxDepth)
                {
                    _position++;
                    SkipBlanks();
                    if (!Take(c == '[' ? ']' : '}'))
                    {
                        open.Add(c == '{');
                        if (c == '{' && !SkipName())
                        {
                            return false;
                        }

                        continue;
                    }
                }
                else if (!SkipScalar())
                {
                    return false;
                }

                if (!Close(open, out var more))
                {
                    return false;
                }

                if (!more)
                {
                    return true;
                }
            }
        }

        private bool Close(List<bool> open, out bool more)
        {
            more = true;
            while (open.Count > 0)
            {
                SkipBlanks();
                if (Take(','))
                {
                    return !open[^1] || SkipName();
                }

                if (!Take(open[^1] ? '}' : ']'))
                {
                    return false;
                }

                open.RemoveAt(open.Count - 1);
            }

            more = false;
            return true;
        }

        private bool SkipName()
        {
            SkipBlanks();
            if (Peek() != '"' || ReadString() is null)
            {
                return false;
            }

            SkipBlanks();
            return Take(':');
        }

        private bool SkipScalar()
        {
            switch (Peek())
            {
                case '"':
                    return ReadString() is not null;
                case 't':
                    return SkipWord("true");
                case 'f':
                    return SkipWord("false");
                case 'n':
                    return SkipWord("null");
                default:
                    return SkipNumber();
            }
        }

        private bool SkipWord(string word)
        {
            if (!_text[_position..].StartsWith(word, StringComparison.Ordinal))
            {
                return false;
            }

            _position += word.Length;
            return true;
        }

        private bool SkipNumber()
        {
            Take('-');
            if (!Take('0') && !SkipDigits())
            {
                return false;
            }

            if (Take('.') && !SkipDigits())
            {
                return false;
            }

            if (Peek() is 'e' or 'E')
            {
                _position++;
                if (!Take('+'))
                {
                    Take('-');
                }

                return SkipDigits();
            }

            return true;
        }

        private bool SkipDigits()
        {
            var start = _position;
            while (char.IsAsciiDigit(Peek()))
            {
                _position++;
            }

            return _position > start;
        }
    }
}
