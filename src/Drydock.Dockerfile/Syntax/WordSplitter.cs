using System.Text;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Divides the arguments of ARG, ENV and LABEL into words. Quotes hold words together and stay in them.</summary>
public static class WordSplitter
{
    /// <summary>Divides a text into words.</summary>
    /// <param name="text">The arguments.</param>
    /// <param name="escape">The escape character: it keeps the next character from ending a word or a quote.</param>
    public static IReadOnlyList<string> Split(string text, char escape = '\\')
    {
        var words = new List<string>();
        if (text.AsSpan().IndexOfAny('"', '\'', escape) < 0)
        {
            SplitPlain(text, words);
            return words;
        }

        var word = new StringBuilder();
        var quote = '\0';
        var inWord = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                End(words, word, ref inWord);
                continue;
            }

            inWord = true;
            if (c == escape && quote != '\'')
            {
                // At the very end it escapes nothing, and is dropped.
                if (i + 1 < text.Length)
                {
                    word.Append(c).Append(text[++i]);
                }

                continue;
            }

            if (quote == c)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }

            word.Append(c);
        }

        End(words, word, ref inWord);
        return words;
    }

    private static void SplitPlain(string text, List<string> words)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isBlank = i == text.Length || char.IsWhiteSpace(text[i]);
            if (isBlank && start >= 0)
            {
                words.Add(text[start..i]);
                start = -1;
            }
            else if (!isBlank && start < 0)
            {
                start = i;
            }
        }
    }

    private static void End(List<string> words, StringBuilder word, ref bool inWord)
    {
        if (inWord && word.Length > 0)
        {
            words.Add(word.ToString());
        }

        word.Clear();
        inWord = false;
    }
}
