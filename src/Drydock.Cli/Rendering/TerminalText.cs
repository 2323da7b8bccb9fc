using System.Text;
using Spectre.Console;

namespace Drydock.Cli.Rendering;

/// <summary>Text of others (steps, Dockerfiles, file names) as it may reach the user's terminal.</summary>
internal static class TerminalText
{
    private const char Escape = '\u001b';
    private const string Reset = "\u001b[0m";
    private const int TabWidth = 8;

    /// <summary>Colours (SGR of ECMA-48) stay, and end with the text; all else that steers a terminal goes.</summary>
    public static string Colored(string text) => IsClean(text, keepTabs: true) ? text : Filter(text, keepColors: true);

    /// <summary>Several lines, each as <see cref="Colored"/>.</summary>
    public static string Lines(string text) => string.Join('\n', text.Split('\n').Select(Colored));

    /// <summary>Nothing that steers a terminal stays; tabs become the blanks that they stand for.</summary>
    public static string Plain(string text) => IsClean(text, keepTabs: false) ? text : Filter(text, keepColors: false);

    /// <summary>Exactly <paramref name="cells"/> columns of a terminal: what is longer is cut, what is shorter padded.</summary>
    public static string Fit(string text, int cells)
    {
        var used = text.GetCellWidth();
        if (used > cells)
        {
            var kept = new StringBuilder();
            used = 0;
            foreach (var rune in text.EnumerateRunes())
            {
                var width = rune.ToString().GetCellWidth();
                if (used + width > cells)
                {
                    break;
                }

                kept.Append(rune.ToString());
                used += width;
            }

            text = kept.ToString();
        }

        return text + new string(' ', cells - used);
    }

    private static bool IsClean(string text, bool keepTabs)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) && !(keepTabs && c == '\t'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Filter(string text, bool keepColors)
    {
        var (kept, colored) = (new StringBuilder(text.Length), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Escape)
            {
                var end = EndOfSequence(text, i);
                if (keepColors && IsColor(text.AsSpan(i, end - i)))
                {
                    kept.Append(text, i, end - i);
                    colored = true;
                }

                i = end - 1;
            }
            else if (text[i] == '\t' && !keepColors)
            {
                kept.Append(' ', TabWidth - (kept.Length % TabWidth));
            }
            else if (text[i] == '\t' || !char.IsControl(text[i]))
            {
                kept.Append(text[i]);
            }
        }

        return colored ? kept.Append(Reset).ToString() : kept.ToString();
    }

    private static bool IsColor(ReadOnlySpan<char> sequence) =>
        sequence.Length > 2 && sequence[1] == '[' && sequence[^1] == 'm' && !sequence[2..^1].ContainsAnyExceptInRange('0', ';');

    // ECMA-48, 5.3 to 5.6: control sequences have parameters and a final byte, control strings a terminator.
    private static int EndOfSequence(string text, int start)
    {
        var i = start + 1;
        if (i == text.Length)
        {
            return i;
        }

        if (text[i] is ']' or 'P' or 'X' or '^' or '_')
        {
            var end = text.AsSpan(i).IndexOfAny('\a', Escape);
            return end < 0 ? text.Length : text[i + end] == '\a' || i + end + 1 == text.Length ? i + end + 1 : i + end + 2;
        }

        i += text[i] == '[' ? 1 : 0;
        while (i < text.Length && text[i] is >= ' ' and <= '?' && (text[start + 1] == '[' || text[i] <= '/'))
        {
            i++;
        }

        return Math.Min(i + 1, text.Length);
    }
}
