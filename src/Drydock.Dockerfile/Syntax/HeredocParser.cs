using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Finds heredocs in the words of an instruction.</summary>
public static class HeredocParser
{
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

        var words = WordExpander.Words(rest, null, '\\', s_word);
        if (words.Count != 1)
        {
            return null;
        }

        // Quotes that are there in the raw word and not in the other one were quotation marks, not text.
        var raw = WordExpander.Words(rest, null, '\\', s_rawWord);
        var expand = raw.Count == 1 && QuoteCount(raw[0]) == QuoteCount(words[0]);
        _ = uint.TryParse(digits, out var descriptor);
        return new Heredoc(words[0], descriptor, expand, stripTabs, "");
    }

    /// <summary>Finds the heredocs an instruction announces, in their order.</summary>
    /// <param name="line">The whole instruction, continuation lines joined.</param>
    /// <exception cref="DockerfileException">A heredoc's name cannot be read.</exception>
    public static IReadOnlyList<Heredoc> FindAll(string line)
    {
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
