using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>What an entry of the build cache is.</summary>
public enum CacheEntryKind
{
    /// <summary>The result of a step.</summary>
    Step,

    /// <summary>What a registry said a base image is, and its layers as far as they were fetched.</summary>
    Base,

    /// <summary>A directory of <c>RUN --mount=type=cache</c>.</summary>
    Mount,

    /// <summary>What a RUN left that failed.</summary>
    FailedStep,
}

/// <summary>One entry of the build cache.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The digest of a step's key or a base's config in hexadecimal, or the name of a mount's directory.</param>
/// <param name="Created">When it was made.</param>
/// <param name="LastUsed">When it was last of use.</param>
public sealed record CacheEntry(CacheEntryKind Kind, string Id, DateTimeOffset Created, DateTimeOffset LastUsed)
{
    /// <summary>What its files take, those that other entries or images have too included.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether an image or container has files of it.</summary>
    public bool IsShared { get; init; }

    /// <summary>The cache key; null for what is no step.</summary>
    public Digest? Key { get; init; }

    /// <summary>The resolution of a base image; null for what is none.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>In a word, what it is of: <c>run</c>, <c>copy</c>, <c>cache mount</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Names of the blobs and layer trees that only cache entries have.</summary>
    internal IReadOnlyList<string> Units { get; init; } = [];
}
