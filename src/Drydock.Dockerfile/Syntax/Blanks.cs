namespace Drydock.Dockerfile.Syntax;

/// <summary>The blanks that separate words of a line. Other white space of Unicode is text.</summary>
internal static class Blanks
{
    /// <summary>Whether the character separates words.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\t' or '\v' or '\f' or '\r';

    /// <summary>Divides a text at its first run of blanks.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Cut(ReadOnlySpan<char> text, out ReadOnlySpan<char> before, out ReadOnlySpan<char> after)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsBlank(text[i]))
            {
                before = text[..i];
                while (i < text.Length && IsBlank(text[i]))
                {
                    i++;
                }

                after = text[i..];
                return true;
            }
        }

        before = text;
        after = default;
        return false;
    }

    /// <summary>Divides a text at every run of blanks. The text does not begin or end with one.</summary>
    public static string[] Split(ReadOnlySpan<char> text)
    {
        var words = new string[Count(text)];
        for (var i = 0; i < words.Length; i++)
        {
            _ = Cut(text, out var word, out text);
            words[i] = word.ToString();
        }

        return words;
    }
    /// <summary>How many words <see cref="Split"/> finds.</summary>
    private static int Count(ReadOnlySpan<char> text)
    {
        var count = 1;
        while (Cut(text, out _, out text))
        {
            count++;
        }

        return count;
    }
}
