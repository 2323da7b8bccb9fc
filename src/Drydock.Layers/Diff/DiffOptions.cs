using Drydock.Oci;

namespace Drydock.Layers.Diff;

/// <summary>How a difference becomes a layer.</summary>
public sealed record DiffOptions
{
    /// <summary>The defaults.</summary>
    public static DiffOptions Default { get; } = new();

    /// <summary>Seconds since 1970 that no modification time in the layer exceeds (SOURCE_DATE_EPOCH), or null.</summary>
    public long? ClampMtimeSeconds { get; init; }

    /// <summary>The owner of everything in the layer; null to keep owners.</summary>
    public (uint Uid, uint Gid)? Owner { get; init; }

    /// <summary>Changes each entry last of all, such as its path; what it throws ends the difference. Null for none.</summary>
    public Func<LayerEntry, LayerEntry>? Change { get; init; }

    /// <summary>Called with each regular file and the digest of its content; null when nobody wants digests, which saves hashing.</summary>
    public Action<LayerEntry, Digest>? OnFileDigest { get; init; }
}
