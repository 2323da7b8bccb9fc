namespace Drydock.Oci;

/// <summary>
/// Shell globs over names with slashes, as Go's <c>path.Match</c> defines them: <c>*</c> and
/// <c>?</c> stop at a slash, <c>[a-z]</c> and <c>[^a-z]</c> are classes, <c>\</c> escapes.
/// </summary>
public static class PathGlob
{
    /// <summary>Whether the pattern matches the whole name.</summary>
    /// <exception cref="FormatException">The pattern is malformed.</exception>
    public static bool IsMatch(string pattern, string name)
    {
        Check(pattern);

        // Greedy with one point of return: only the last star ever needs to take more.
        int p = 0, n = 0, starPattern = -1, starName = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (starPattern, starName) = (++p, n);
                continue;
            }

            if (p < pattern.Length && MatchOne(pattern, p, name[n], out var next))
            {
                (p, n) = (next, n + 1);
                continue;
            }

            if (starPattern < 0 || name[starName] == '/')
            {
                return false;
            }

            (p, n) = (starPattern, ++starName);
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool MatchOne(string pattern, int p, char c, out int next)
    {
        next = p + 1;
        switch (pattern[p])
        {
            case '?':
                return c != '/';
            case '[':
                return MatchClass(pattern, p, c, out next) && c != '/';
            case '\\':
                next = p + 2;
                return pattern[p + 1] == c;
            default:
                return pattern[p] == c;
        }
    }

    private static bool MatchClass(string pattern, int p, char c, out int next)
    {
        var negated = pattern[++p] == '^';
        p += negated ? 1 : 0;
        var matched = false;
        for (var first = true; first || pattern[p] != ']'; first = false)
        {
            var low = Literal(pattern, ref p);
            var high = low;
            if (pattern[p] == '-')
            {
                p++;
                high = Literal(pattern, ref p);
            }

            matched |= low <= c && c <= high;
        }

        next = p + 1;
        return matched != negated;
    }

    private static char Literal(string pattern, ref int p)
    {
        if (pattern[p] == '\\')
        {
            p++;
        }

        return pattern[p++];
    }

    private static void Check(string pattern)
    {
        for (var p = 0; p < pattern.Length; p++)
        {
            if (pattern[p] == '[')
            {
                p = CheckClass(pattern, p + 1);
            }
            else if (pattern[p] == '\\' && ++p == pattern.Length)
            {
                throw Malformed(pattern, "it ends with a backslash");
            }
        }
    }

    /// <summary>The position of the bracket that closes the class whose content begins at <paramref name="p"/>.</summary>
    private static int CheckClass(string pattern, int p)
    {
        p += p < pattern.Length && pattern[p] == '^' ? 1 : 0;
        for (var first = true; ; first = false)
        {
            if (p < pattern.Length && pattern[p] == ']' && !first)
            {
                return p;
            }

            p = CheckLiteral(pattern, p);
            if (p < pattern.Length && pattern[p] == '-')
            {
                p = CheckLiteral(pattern, p + 1);
            }
        }
    }

    private static int CheckLiteral(string pattern, int p)
    {
        if (p >= pattern.Length || pattern[p] is '-' or ']')
        {
            throw Malformed(pattern, "its [class] is not closed, empty, or has a - or ] out of place");
        }

        p += pattern[p] == '\\' ? 2 : 1;
        return p < pattern.Length ? p : throw Malformed(pattern, "its [class] is not closed");
    }

    private static FormatException Malformed(string pattern, string why) =>
        new($"the pattern \"{pattern}\" is malformed: {why}");
}
