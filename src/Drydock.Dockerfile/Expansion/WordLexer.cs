using System.Text;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Expansion;

/// <summary>One pass over one text: quotes, escapes and variables. See <see cref="WordExpander"/>.</summary>
internal sealed partial class WordLexer(
    string text,
    VariableLookup? lookup,
    char escape,
    WordOptions options,
    HashSet<string>? matched,
    HashSet<string>? unmatched)
{
    /// <summary>The end of the text, where a character is asked for.</summary>
    private const int End = -1;

    /// <summary>Substitutions nested deeper than this are refused: each level is a level of the call stack.</summary>
    private const int MaxDepth = 200;

    /// <summary>
    /// A result may grow with the text, and by a mebibyte beyond: that is many times what a program can be given
    /// (Linux: 128 KiB for one variable), and keeps substitutions within substitutions from filling the memory.
    /// </summary>
    private readonly int _maxLength = (int)Math.Min(Array.MaxLength / 8, (1 << 20) + (16L * text.Length));

    private int _position;
    private int _depth;
    private bool _keepEscapes = options.KeepEscapes;

    /// <summary>Processes the whole text.</summary>
    /// <param name="words">Receives the words, if they are wanted.</param>
    /// <exception cref="DockerfileException">The text cannot be processed.</exception>
    public string Run(WordCollector? words)
    {
        try
        {
            return Scan(End, _keepEscapes, words);
        }
        catch (DockerfileException e)
        {
            throw new DockerfileException(
                DiagnosticCodes.InvalidExpansion, $"failed to process {GoQuote.Quote(text)}: {e.Message}");
        }
    }

    private int Peek() => _position < text.Length ? text[_position] : End;

    private int Next() => _position < text.Length ? text[_position++] : End;

    /// <summary>Processes up to the stop character, which is consumed.</summary>
    private string Scan(int stop, bool keepEscapes, WordCollector? words)
    {
        var outer = _keepEscapes;
        _keepEscapes = keepEscapes;
        try
        {
            var result = new StringBuilder();
            while (Peek() is var c && c != End)
            {
                if (c == stop)
                {
                    _position++;
                    return result.ToString();
                }

                ScanOne(c, result, words);
                if (result.Length > _maxLength)
                {
                    throw TooLong();
                }
            }

            return stop == End
                ? result.ToString()
                : throw Error($"unexpected end of statement while looking for matching {(char)stop}");
        }
        finally
        {
            _keepEscapes = outer;
        }
    }

    private void ScanOne(int c, StringBuilder result, WordCollector? words)
    {
        switch (c)
        {
            case '$':
                var value = Dollar();
                result.Append(value);
                words?.AddSplit(value);
                return;
            case '<':
                AddWhole(HeredocMark(), result, words);
                return;
            case '\'' when !options.IgnoreQuotes:
                AddWhole(SingleQuoted(), result, words);
                return;
            case '"' when !options.IgnoreQuotes:
                AddWhole(DoubleQuoted(), result, words);
                return;
        }

        _position++;
        if (c != escape)
        {
            result.Append((char)c);
            words?.AddSplit([(char)c]);
            return;
        }

        if (_keepEscapes)
        {
            AddWhole([escape], result, words);
        }

        // An escape character takes away the meaning of the next one; at the very end it means nothing.
        if (Next() is var escaped && escaped != End)
        {
            AddWhole([(char)escaped], result, words);
        }
    }

    private static void AddWhole(ReadOnlySpan<char> value, StringBuilder result, WordCollector? words)
    {
        result.Append(value);
        words?.AddWhole(value);
    }

    /// <summary>A heredoc's mark and the blanks after it belong to the word that names it.</summary>
    private ReadOnlySpan<char> HeredocMark()
    {
        var start = _position++;
        if (Peek() == '<')
        {
            _position++;
            while (Peek() is ' ' or '\t' or '\r')
            {
                _position++;
            }
        }

        return text.AsSpan(start, _position - start);
    }

    private string SingleQuoted()
    {
        var close = text.IndexOf('\'', _position + 1);
        if (close < 0)
        {
            _position = text.Length;
            throw Error("unexpected end of statement while looking for matching single-quote");
        }

        var value = options.KeepQuotes ? text[_position..(close + 1)] : text[(_position + 1)..close];
        _position = close + 1;
        return value;
    }

    private string DoubleQuoted()
    {
        var result = new StringBuilder();
        _position++;
        if (options.KeepQuotes)
        {
            result.Append('"');
        }

        while (true)
        {
            switch (Peek())
            {
                case End:
                    throw Error("unexpected end of statement while looking for matching double-quote");
                case '"':
                    _position++;
                    return (options.KeepQuotes ? result.Append('"') : result).ToString();
                case '$':
                    result.Append(Dollar());
                    break;
                default:
                    QuotedCharacter(result);
                    break;
            }

            if (result.Length > _maxLength)
            {
                throw TooLong();
            }
        }
    }

    /// <summary>Within double quotes only <c>"</c>, <c>$</c> and the escape character itself can be escaped.</summary>
    private void QuotedCharacter(StringBuilder result)
    {
        var c = (char)Next();
        if (c == escape)
        {
            if (_keepEscapes)
            {
                result.Append(c);
            }

            var next = Peek();
            if (next == End)
            {
                return;
            }

            if (next is '"' or '$' || next == escape)
            {
                c = (char)Next();
            }
        }

        result.Append(c);
    }

    private static DockerfileException Error(string message) => new(DiagnosticCodes.InvalidExpansion, message);
}
