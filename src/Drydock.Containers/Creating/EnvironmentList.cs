namespace Drydock.Containers.Creating;

/// <summary>Environments: NAME=value in the order of first mention, of which the last value counts.</summary>
internal static class EnvironmentList
{
    internal const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>One environment over another. A NAME without a value takes the variable out.</summary>
    internal static IReadOnlyList<string> Merge(IEnumerable<string> basis, IEnumerable<string> over)
    {
        var merged = new List<string>();
        foreach (var entry in basis.Concat(over))
        {
            var place = merged.FindIndex(known => NameOf(known).SequenceEqual(NameOf(entry)));
            var isSet = entry.Contains('=', StringComparison.Ordinal);
            if (place < 0 && isSet)
            {
                merged.Add(entry);
            }
            else if (place >= 0 && isSet)
            {
                merged[place] = entry;
            }
            else if (place >= 0)
            {
                merged.RemoveAt(place);
            }
        }

        return merged;
    }

    private static ReadOnlySpan<char> NameOf(string entry) =>
        entry.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0 ? entry.AsSpan(0, equals) : entry;
}
