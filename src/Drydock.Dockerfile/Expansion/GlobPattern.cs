using System.Text;

namespace Drydock.Dockerfile.Expansion;

/// <summary>A pattern of <c>${name#pattern}</c> and its kin: <c>*</c>, <c>?</c>, and text.</summary>
/// <remarks>
/// <c>*</c> and <c>?</c> match anything but a line feed; <c>\</c> makes them text. There are no brackets.
/// Positions are marked off in a bit per position, so no pattern takes exponential time.
/// </remarks>
internal sealed class GlobPattern
{
    private enum Kind
    {
        Text,
        AnyCharacter,
        AnyText,
    }

    private readonly List<(Kind Kind, char Character)> _tokens;

    private readonly bool _hasAnyText;

    private GlobPattern(List<(Kind Kind, char Character)> tokens)
    {
        _tokens = tokens;
        _hasAnyText = tokens.Exists(t => t.Kind == Kind.AnyText);
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">Something else than <c>* ? \ / }</c> is escaped.</exception>
    public static GlobPattern Parse(string pattern)
    {
        var tokens = new List<(Kind, char)>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    tokens.Add((Kind.AnyText, '\0'));
                    break;
                case '?':
                    tokens.Add((Kind.AnyCharacter, '\0'));
                    break;
                case '\\':
                    var escaped = ++i < pattern.Length ? pattern[i] : '\0';
                    if (escaped is not ('*' or '?' or '\\' or '/' or '}'))
                    {
                        throw new FormatException($"invalid escape '\\{(i < pattern.Length ? escaped : "")}'");
                    }

                    tokens.Add((Kind.Text, escaped));
                    break;
                default:
                    tokens.Add((Kind.Text, pattern[i]));
                    break;
            }
        }

        return new GlobPattern(tokens);
    }

    /// <summary>Where the part of the value ends that the pattern matches from its beginning; 0 when it does not.</summary>
    public int PrefixEnd(string value, bool longest) => Math.Max(0, MatchFrom(value, 0, longest));

    /// <summary>Where the part of the value begins that the pattern matches up to its end; its length when it does not.</summary>
    public int SuffixStart(string value, bool longest)
    {
        var at = new bool[value.Length + 1];
        at[^1] = true;
        for (var t = _tokens.Count - 1; t >= 0; t--)
        {
            var (kind, character) = _tokens[t];
            var next = new bool[at.Length];
            for (var i = value.Length; i >= 0; i--)
            {
                next[i] = kind switch
                {
                    Kind.AnyText => at[i] || (i < value.Length && next[i + 1] && value[i] != '\n'),
                    Kind.Text => i < value.Length && at[i + 1] && value[i] == character,
                    _ => i < value.Length && value[i] != '\n' && i + Width(value, i) < at.Length && at[i + Width(value, i)],
                };
            }

            at = next;
        }

        var start = longest ? Array.IndexOf(at, true) : Array.LastIndexOf(at, true);
        return start < 0 ? value.Length : start;
    }

    /// <summary>Replaces the first match, or every match, each as long as can be.</summary>
    /// <returns>The new text; null when it would be longer than <paramref name="maxLength"/>.</returns>
    public string? Replace(string value, string replacement, bool all, int maxLength)
    {
        var result = new StringBuilder();
        var copied = 0;
        var lastEnd = -1;
        for (var start = 0; start <= value.Length;)
        {
            var end = MatchFrom(value, start, longest: true);
            if (end < 0 || (end == start && start == lastEnd))
            {
                start += start < value.Length ? Width(value, start) : 1;
                continue;
            }

            result.Append(value, copied, start - copied).Append(replacement);
            if (result.Length > maxLength)
            {
                return null;
            }

            copied = lastEnd = end;
            if (!all)
            {
                break;
            }

            start = end > start ? end : start + (start < value.Length ? Width(value, start) : 1);
        }

        return result.Append(value, copied, value.Length - copied).ToString();
    }

    /// <summary>Where a match that begins at the position ends; -1 when there is none.</summary>
    private int MatchFrom(string value, int start, bool longest)
    {
        if (_tokens.Count > 0 && _tokens[0] is (Kind.Text, var first) && (start >= value.Length || value[start] != first))
        {
            return -1;
        }

        // Without a * a match is at most as long as the pattern, two units for each character.
        var rest = value.Length - start;
        var at = new bool[1 + (_hasAnyText ? rest : Math.Min(rest, 2 * _tokens.Count))];
        at[0] = true;
        foreach (var (kind, character) in _tokens)
        {
            var next = new bool[at.Length];
            for (var i = 0; i < at.Length; i++)
            {
                if (kind == Kind.AnyText)
                {
                    next[i] = at[i] || (i > 0 && next[i - 1] && value[start + i - 1] != '\n');
                }
                else if (at[i] && i + 1 < at.Length)
                {
                    var c = value[start + i];
                    if (kind == Kind.Text ? c == character : c != '\n')
                    {
                        next[i + (kind == Kind.Text ? 1 : Width(value, start + i))] = true;
                    }
                }
            }

            at = next;
        }

        var length = longest ? Array.LastIndexOf(at, true) : Array.IndexOf(at, true);
        return length < 0 ? -1 : start + length;
    }

    /// <summary>A character outside the basic plane is one character in two units.</summary>
    private static int Width(string value, int index) =>
        char.IsHighSurrogate(value[index]) && index + 1 < value.Length && char.IsLowSurrogate(value[index + 1]) ? 2 : 1;
}
