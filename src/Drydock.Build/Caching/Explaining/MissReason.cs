namespace Drydock.Build.Caching.Explaining;

/// <summary>What kind of thing made the cache miss.</summary>
public enum MissKind
{
    /// <summary><c>--no-cache</c> or <c>--no-cache-filter</c>.</summary>
    NotAsked,

    /// <summary>Nothing like it was built of this context and Dockerfile.</summary>
    NeverBuilt,

    /// <summary>It was built, but its result is not in the store any more.</summary>
    Lost,

    /// <summary>It was executed with the same ingredients and failed.</summary>
    Failed,

    /// <summary>An ingredient of its own differs from what it was.</summary>
    Changed,

    /// <summary>The image it stands on is another one.</summary>
    Base,

    /// <summary>Only what it stands on, or takes files from, differs.</summary>
    Parent,
}

/// <summary>Why a step could not be taken from the cache.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Text">The reason in a few words, for one line.</param>
public sealed record MissReason(MissKind Kind, string Text)
{
    /// <summary>All that differs, one sentence each.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}
