namespace Drydock.Layers.Compression;

/// <summary>How a blob is compressed.</summary>
public enum CompressionKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip, RFC 1952.</summary>
    Gzip,

    /// <summary>Zstandard, RFC 8878.</summary>
    Zstd,

    /// <summary>bzip2; read only.</summary>
    Bzip2,

    /// <summary>xz; read only.</summary>
    Xz,
}
