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

    /// <summary>How many characters must be added, removed, replaced, or swapped with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) >= TooFar)
        {
            return TooFar;
        }

        var (before, last, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[^1];
    }
}
