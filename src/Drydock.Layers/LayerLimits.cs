namespace Drydock.Layers;

/// <summary>
/// What an archive from outside may demand. Every cap has a reason; a larger archive that is meant
/// can be let in by a copy of <see cref="Default"/> with that cap raised.
/// </summary>
public sealed record LayerLimits
{
    /// <summary>The caps used where none are given.</summary>
    public static LayerLimits Default { get; } = new();

    /// <summary>Entries of one archive. <value>5,000,000; the largest public images have some 1,000,000 files.</value></summary>
    public long MaxEntries { get; init; } = 5_000_000;

    /// <summary>Bytes of a path. <value>65,536; Linux takes 4,096 in one call.</value></summary>
    public int MaxPathBytes { get; init; } = 65_536;

    /// <summary>Bytes of a link target. <value>65,536.</value></summary>
    public int MaxLinkBytes { get; init; } = 65_536;

    /// <summary>Bytes of one PAX extended header. <value>1 MiB, as GNU tar and Go take; an extended attribute has 64 KiB at most.</value></summary>
    public int MaxPaxBytes { get; init; } = 1 << 20;

    /// <summary>Segments of a sparse file's map (Go's CVE-2025-58183). <value>100,000.</value></summary>
    public int MaxSparseSegments { get; init; } = 100_000;

    /// <summary>Bytes of one file after expansion of sparse holes. <value>1 TiB.</value></summary>
    public long MaxFileBytes { get; init; } = 1L << 40;

    /// <summary>Bytes of all files of one archive after expansion of sparse holes. <value>4 TiB.</value></summary>
    public long MaxTotalBytes { get; init; } = 4L << 40;

    /// <summary>
    /// Bytes out for each byte in, of decompression and of sparse expansion, once more than
    /// <see cref="RatioFreeBytes"/> came out. <value>2,000; gzip cannot exceed 1,032.</value>
    /// </summary>
    public long MaxRatio { get; init; } = 2_000;

    /// <summary>Bytes that may come out before the ratio counts. <value>1 GiB: sparse disk images are real.</value></summary>
    public long RatioFreeBytes { get; init; } = 1L << 30;

    /// <summary>Components of a path, so that a deep chain cannot exhaust directory handles. <value>4,096.</value></summary>
    public int MaxPathDepth { get; init; } = 4_096;
}
