using System.Text;

namespace Drydock.Dockerfile.Syntax;

/// <summary>An instruction's line divided into keyword, flags and the rest.</summary>
internal readonly ref struct CommandLine
{
    private CommandLine(ReadOnlySpan<char> keyword, IReadOnlyList<string> flags, ReadOnlySpan<char> rest)
    {
        Name = Keywords.Find(keyword);
        Keyword = Name is not null && keyword.SequenceEqual(Name) ? Name : keyword.ToString();
        Flags = flags;
        Rest = rest;
    }

    /// <summary>The first word as written.</summary>
    public string Keyword { get; }

    /// <summary>The first word in upper case; null when it is no keyword.</summary>
    public string? Name { get; }

    public IReadOnlyList<string> Flags { get; }

    /// <summary>What follows, without blanks around it.</summary>
    public ReadOnlySpan<char> Rest { get; }

    /// <summary>Divides a line.</summary>
    /// <param name="line">The instruction, continuation lines joined.</param>
    /// <param name="escape">The escape character of the file.</param>
    public static CommandLine Split(string line, char escape)
    {
        if (!Blanks.Cut(line.AsSpan().Trim(), out var keyword, out var rest))
        {
            return new CommandLine(keyword, [], default);
        }

        List<string>? flags = null;
        rest = rest.TrimStart();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var flag = TakeWord(ref rest, escape);
            if (flag == "--")
            {
                break;
            }

            if (flag.Length > 0)
            {
                (flags ??= []).Add(flag);
            }

            rest = rest.TrimStart();
        }

        return new CommandLine(keyword, flags ?? (IReadOnlyList<string>)[], rest.Trim());
    }

    /// <summary>Takes a word off the front; quotes and escape characters are removed from it.</summary>
    private static string TakeWord(ref ReadOnlySpan<char> text, char escape)
    {
        var end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        if (text[..end].IndexOfAny('"', '\'', escape) < 0)
        {
            var plain = text[..end].ToString();
            text = text[end..];
            return plain;
        }

        var word = new StringBuilder();
        var quote = '\0';
        var i = 0;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                break;
            }

            if (c == escape)
            {
                if (i + 1 < text.Length)
                {
                    word.Append(text[++i]);
                }
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else
            {
                word.Append(c);
            }
        }

        text = text[i..];
        return word.ToString();
    }
}
