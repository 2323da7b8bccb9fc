namespace Drydock.Layers.Diff;

/// <summary>How a difference becomes a layer.</summary>
public sealed record DiffOptions
{
    /// <summary>The defaults.</summary>
    public static DiffOptions Default { get; } = new();

    /// <summary>Seconds since 1970 that no modification time in the layer exceeds (SOURCE_DATE_EPOCH), or null.</summary>
    public long? ClampMtimeSeconds { get; init; }

    /// <summary>Called with path and digest of every regular file's content, or null when nobody wants digests.</summary>
    public Action<LayerEntry, Drydock.Oci.Digest>? OnFileDigest { get; init; }
}
