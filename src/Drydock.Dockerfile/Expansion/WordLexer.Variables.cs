using System.Text;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Expansion;

/// <content>The forms of <c>$name</c> and <c>${name…}</c>.</content>
internal sealed partial class WordLexer
{
    private string Dollar()
    {
        _position++;
        if (Peek() != '{')
        {
            var plain = Name();
            return plain.Length == 0 ? "$" : Value(plain) ?? (options.KeepUnset ? "$" + plain : "");
        }

        if (++_depth > MaxDepth)
        {
            throw Error($"substitutions are nested more than {MaxDepth} deep");
        }

        _position++;
        var value = Braced();
        _depth--;
        return value;
    }

    private string Braced()
    {
        switch (Peek())
        {
            case End:
                throw MissingBrace();
            case '{' or '}' or ':':
                throw Error("syntax error: bad substitution");
        }

        var name = Name();
        var operation = Next();
        switch (operation)
        {
            case '}':
                return Value(name) ?? (options.KeepUnset ? $"${{{name}}}" : "");
            case ':':
                return Test(name, Next(), emptyIsUnset: true);
            case '+' or '-' or '?':
                return Test(name, operation, emptyIsUnset: false);
            case '#' or '%':
                return Trim(name, (char)operation);
            case '/':
                return Replace(name);
            case End:
                throw MissingBrace();
            default:
                throw Unsupported(((char)operation).ToString());
        }
    }

    /// <summary>The forms <c>-</c>, <c>+</c> and <c>?</c>, with and without a colon.</summary>
    private string Test(string name, int operation, bool emptyIsUnset)
    {
        var shown = (emptyIsUnset ? ":" : "") + (operation == End ? "" : (char)operation);
        if (operation is not ('-' or '+' or '?'))
        {
            throw operation == End ? MissingBrace() : Unsupported(shown);
        }

        var word = ScanInBraces('}', keepEscapes: false);
        var value = Value(name);
        if (value is null && options.KeepUnset)
        {
            return $"${{{name}{shown}{word}}}";
        }

        var isSet = value is not null && !(emptyIsUnset && value.Length == 0);
        return operation switch
        {
            '-' => isSet ? value! : word,
            '+' => isSet ? word : "",
            _ when isSet => value!,
            _ => throw Error($"{name}: {(word.Length > 0 ? word : value is null ? "is not allowed to be unset" : "is not allowed to be empty")}"),
        };
    }

    /// <summary>The forms <c>#</c> <c>##</c> (from the front) and <c>%</c> <c>%%</c> (from the end).</summary>
    private string Trim(string name, char operation)
    {
        var written = ScanInBraces('}', keepEscapes: true);
        var value = Value(name);
        if (value is null && options.KeepUnset)
        {
            return $"${{{name}{operation}{written}}}";
        }

        var longest = written.StartsWith(operation);
        var pattern = Pattern(longest ? written[1..] : written);
        value ??= "";
        return operation == '#' ? value[pattern.PrefixEnd(value, longest)..] : value[..pattern.SuffixStart(value, longest)];
    }

    private string Replace(string name)
    {
        var all = Peek() == '/';
        if (all)
        {
            _position++;
        }

        var written = ScanInBraces('/', keepEscapes: true);
        var replacement = ScanInBraces('}', keepEscapes: true);
        var value = Value(name);
        return value is null && options.KeepUnset
            ? $"${{{name}/{written}/{replacement}}}"
            : Pattern(written).Replace(value ?? "", replacement, all, _maxLength) ?? throw TooLong();
    }

    private static GlobPattern Pattern(string written)
    {
        try
        {
            return GlobPattern.Parse(written);
        }
        catch (FormatException e)
        {
            throw Error($"invalid pattern ({written}) in substitution: {e.Message}");
        }
    }

    private string ScanInBraces(char stop, bool keepEscapes)
    {
        try
        {
            return Scan(stop, keepEscapes, null);
        }
        catch (DockerfileException) when (Peek() == End)
        {
            throw stop == '/' ? Error("syntax error: missing '/' in ${}") : MissingBrace();
        }
    }

    /// <summary>A name: letters, digits and <c>_</c>; or only digits (a position); or one special parameter.</summary>
    private string Name()
    {
        var start = _position;
        while (_position < text.Length)
        {
            _ = Rune.TryGetRuneAt(text, _position, out var rune);
            var first = _position == start;
            if (first && Rune.IsDigit(rune))
            {
                while (_position < text.Length && Rune.TryGetRuneAt(text, _position, out rune) && Rune.IsDigit(rune))
                {
                    _position += rune.Utf16SequenceLength;
                }

                break;
            }

            if (first && (rune.Value is '@' or '*' or '#' or '?' or '-' or '$' or '!'))
            {
                _position++;
                break;
            }

            if (!Rune.IsLetterOrDigit(rune) && rune.Value != '_')
            {
                break;
            }

            _position += rune.Utf16SequenceLength;
        }

        return text[start.._position];
    }

    private string? Value(string name)
    {
        var value = lookup?.Invoke(name);
        (value is null ? unmatched : matched)?.Add(name);
        return value;
    }

    private DockerfileException TooLong() => Error($"the result is longer than {_maxLength} characters");

    private static DockerfileException MissingBrace() => Error("syntax error: missing '}'");

    private static DockerfileException Unsupported(string operation) =>
        Error($"unsupported modifier ({operation}) in substitution");
}
