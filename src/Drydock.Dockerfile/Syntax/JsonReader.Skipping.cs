namespace Drydock.Dockerfile.Syntax;

/// <content>Values that are not wanted, but must be right.</content>
internal ref partial struct JsonReader
{
    /// <summary>Nesting beyond this is not taken for JSON.</summary>
    private const int MaxDepth = 10_000;

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
