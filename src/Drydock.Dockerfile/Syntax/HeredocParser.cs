using System.Buffers;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Finds heredocs in the words of an instruction.</summary>
public static class HeredocParser
{
    /// <summary>Characters that mean nothing special in a word.</summary>
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./");

    private static readonly WordOptions s_line = new() { KeepQuotes = true, KeepEscapes = true, KeepUnset = true };
    private static readonly WordOptions s_word = new() { KeepUnset = true };
    private static readonly WordOptions s_rawWord = new() { KeepUnset = true, KeepQuotes = true };

    /// <summary>Reads one word as the start of a heredoc.</summary>
    /// <returns>The heredoc, without content; null when the word is none.</returns>
    /// <exception cref="DockerfileException">The word starts one, but its quotes are not closed.</exception>
    public static Heredoc? ParseWord(string word)
    {
        var position = 0;
        while (position < word.Length && char.IsAsciiDigit(word[position]))
        {
            position++;
        }

        var digits = word.AsSpan(0, position);
        if (!word.AsSpan(position).StartsWith("<<", StringComparison.Ordinal))
        {
            return null;
        }

        position += 2;
        var stripTabs = position < word.Length && word[position] == '-';
        var rest = word[(stripTabs ? position + 1 : position)..].TrimStart(['\t', '\n', '\f', '\r', ' ']);
        if (rest.Length == 0 || rest.Contains('<', StringComparison.Ordinal))
        {
            return null;
        }

        _ = uint.TryParse(digits, out var descriptor);
        if (rest.AsSpan().IndexOfAnyExcept(s_plain) < 0)
        {
            return new Heredoc(rest, descriptor, true, stripTabs, "");
        }

        var words = WordExpander.Words(rest, null, '\\', s_word);
        if (words.Count != 1)
        {
            return null;
        }

        // Quotes that are there in the raw word and not in the other one were quotation marks, not text.
        var raw = WordExpander.Words(rest, null, '\\', s_rawWord);
        var expand = raw.Count == 1 && QuoteCount(raw[0]) == QuoteCount(words[0]);
        return new Heredoc(words[0], descriptor, expand, stripTabs, "");
    }

    /// <summary>Finds the heredocs an instruction announces, in their order.</summary>
    /// <param name="line">The whole instruction, continuation lines joined.</param>
    /// <exception cref="DockerfileException">A heredoc's name cannot be read.</exception>
    public static IReadOnlyList<Heredoc> FindAll(string line)
    {
        if (line.AsSpan().IndexOfAny("'\"\\$") < 0)
        {
            return FindAllPlain(line);
        }

        IReadOnlyList<string> words;
        try
        {
            words = WordExpander.Words(line, null, '\\', s_line);
        }
        catch (DockerfileException)
        {
            // A shell command need not obey the rules of Dockerfile words; it then has no heredoc for us.
            return [];
        }

        List<Heredoc>? found = null;
        foreach (var word in words)
        {
            if (word.Contains("<<", StringComparison.Ordinal) && ParseWord(word) is { } heredoc)
            {
                (found ??= []).Add(heredoc);
            }
        }

        return found ?? (IReadOnlyList<Heredoc>)[];
    }

    /// <summary>The same for a line without quotes, escapes and variables.</summary>
    private static List<Heredoc> FindAllPlain(string line)
    {
        var found = new List<Heredoc>();
        var start = 0;
        var isCandidate = false;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || char.IsWhiteSpace(line[i]))
            {
                if (isCandidate && ParseWord(line[start..i]) is { } heredoc)
                {
                    found.Add(heredoc);
                }

                (start, isCandidate) = (i + 1, false);
            }
            else if (line[i] == '<' && i + 1 < line.Length && line[i + 1] == '<')
            {
                isCandidate = true;
                for (i++; i + 1 < line.Length && line[i + 1] is ' ' or '\t' or '\r'; i++)
                {
                }
            }
        }

        return found;
    }

    /// <summary>Removes the tabs at the beginning of every line.</summary>
    public static string StripLeadingTabs(string content)
    {
        var result = new System.Text.StringBuilder(content.Length);
        var atStart = true;
        foreach (var c in content)
        {
            if (c == '\t' && atStart)
            {
                continue;
            }

            result.Append(c);
            atStart = c == '\n';
        }

        return result.ToString();
    }

    private static int QuoteCount(string word)
    {
        var count = 0;
        foreach (var c in word)
        {
            count += c is '\'' or '"' ? 1 : 0;
        }

        return count;
    }
}
