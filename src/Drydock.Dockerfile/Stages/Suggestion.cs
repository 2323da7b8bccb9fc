namespace Drydock.Dockerfile.Stages;

/// <summary>Finds what was probably meant by a name that is not known.</summary>
public static class Suggestion
{
    /// <summary>Names this far apart or farther are not alike.</summary>
    private const int TooFar = 3;

    /// <summary>The nearest of the candidates.</summary>
    /// <param name="name">The name that is not known.</param>
    /// <param name="candidates">The names that are.</param>
    /// <param name="ignoreCase">Whether case counts; the suggestion is then in the case of the name.</param>
    /// <returns>The first of the nearest; null when none is like it, or one is equal to it.</returns>
    public static string? Nearest(string name, IEnumerable<string> candidates, bool ignoreCase = false)
    {
        var wanted = ignoreCase ? name.ToLowerInvariant() : name;
        string? nearest = null;
        var least = TooFar;
        foreach (var candidate in candidates)
        {
            var known = ignoreCase ? candidate.ToLowerInvariant() : candidate;
            if (known == wanted)
            {
                return null;
            }

            var distance = Distance(wanted, known);
            if (distance < least)
            {
                (nearest, least) = (known, distance);
            }
        }

        return nearest is null || !ignoreCase ? nearest : InCaseOf(name, nearest);
    }

    /// <summary><c> (did you mean X?)</c>, or nothing.</summary>
    public static string Text(string name, IEnumerable<string> candidates, bool ignoreCase = false) =>
        Nearest(name, candidates, ignoreCase) is { } nearest ? $" (did you mean {nearest}?)" : "";

    private static string InCaseOf(string model, string name) =>
        !model.Any(char.IsLower) ? name.ToUpperInvariant() : name;

    /// <summary>How many characters must be added, removed or replaced (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) >= TooFar)
        {
            return TooFar;
        }

        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
