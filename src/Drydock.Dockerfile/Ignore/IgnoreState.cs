namespace Drydock.Dockerfile.Ignore;

/// <summary>
/// What a walk knows about a directory: which patterns already matched it or a parent of it. The
/// default value is the root of the context.
/// </summary>
public readonly struct IgnoreState
{
    private readonly ulong _first;
    private readonly ulong[]? _more;

    internal IgnoreState(ReadOnlySpan<ulong> matched, bool isExcluded)
    {
        _first = matched.IsEmpty ? 0 : matched[0];
        _more = matched.Length > 1 ? matched[1..].ToArray() : null;
        IsExcluded = isExcluded;
    }

    /// <summary>Whether the directory itself is left out.</summary>
    public bool IsExcluded { get; }

    internal bool HasMatched(int pattern)
    {
        var word = pattern / 64;
        var bits = word == 0 ? _first : _more is null ? 0 : _more[word - 1];
        return (bits >> (pattern % 64) & 1) != 0;
    }
}
