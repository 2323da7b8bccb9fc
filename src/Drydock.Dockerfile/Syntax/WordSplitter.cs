namespace Drydock.Dockerfile.Syntax;

/// <summary>Divides the arguments of ARG, ENV and LABEL into words. Quotes hold words together and stay in them.</summary>
public static class WordSplitter
{
    /// <summary>Divides a text into words.</summary>
    /// <param name="text">The arguments.</param>
    /// <param name="escape">The escape character: it keeps the next character from ending a word or a quote.</param>
    public static IReadOnlyList<string> Split(ReadOnlySpan<char> text, char escape = '\\')
    {
        var words = new List<string>();
        while (Next(ref text, escape, out var word))
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Takes the next word off the front of a text.</summary>
    /// <returns>Whether there was one.</returns>
    internal static bool Next(ref ReadOnlySpan<char> text, char escape, out ReadOnlySpan<char> word)
    {
        text = text.TrimStart();
        var quote = '\0';
        var end = 0;
        for (; end < text.Length; end++)
        {
            var c = text[end];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                break;
            }

            if (c == escape && quote != '\'')
            {
                if (end + 1 == text.Length)
                {
                    // At the very end it escapes nothing, and is dropped.
                    break;
                }

                end++;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
        }

        word = text[..end];
        text = end < text.Length ? text[(end + 1)..] : default;
        return !word.IsEmpty;
    }
}
