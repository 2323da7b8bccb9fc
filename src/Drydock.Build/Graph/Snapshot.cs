using Drydock.Build.Caching;

namespace Drydock.Build.Graph;

/// <summary>A root file system after a step, as a chain of layer trees.</summary>
/// <param name="Layers">Ids of the layer trees in the store, lowest first.</param>
/// <param name="Identity">
/// What cache keys of steps on top of it use: the ChainID of a base's layers, or the key of the
/// step that made the topmost layer. Never a tag and never a manifest digest.
/// </param>
public sealed record Snapshot(IReadOnlyList<string> Layers, string Identity)
{
    /// <summary>The snapshot of <c>FROM scratch</c>.</summary>
    public static Snapshot Scratch { get; } = new([], "scratch");

    /// <summary>This snapshot with one more layer tree on top.</summary>
    public Snapshot Push(string layer, string identity) => new([.. Layers, layer], identity);
}

/// <summary>What a step gave.</summary>
/// <param name="Snapshot">The root file system after it.</param>
/// <param name="Created">When it was really executed: the time in its cache record.</param>
/// <param name="Cached">Whether the cache had it.</param>
public sealed record StepResult(Snapshot Snapshot, DateTimeOffset Created, bool Cached)
{
    /// <summary>Its cache key; null for a base.</summary>
    public CacheKey? Key { get; init; }
}
