namespace Drydock.Registry.Configuration;

/// <summary>
/// When and how a large blob is fetched over several connections at once: where one connection is slower than the
/// reader of the blob, several may bring more, as servers often limit each.
/// </summary>
public sealed record SplitOptions
{
    /// <summary>Smaller blobs, in bytes, come over one connection.</summary>
    /// <value>32 MiB.</value>
    public long MinimumBytes { get; init; } = 32 << 20;

    /// <summary>The bytes after which it is judged again whether the reader waits for the connection.</summary>
    /// <value>8 MiB.</value>
    public long JudgeEveryBytes { get; init; } = 8 << 20;

    /// <summary>The part of the time, 0 to 1, that a reader must have waited for the connection; with 0 every blob that is large enough is split.</summary>
    /// <value>0.5.</value>
    public double WaitingShare { get; init; } = 0.5;

    /// <summary>A connection that brings so many bytes a second is fast enough alone.</summary>
    /// <value>100 million: what limits each connection of its own limits it to less.</value>
    public long EnoughBytesPerSecond { get; init; } = 100_000_000;

    /// <summary>The bytes of one request; as many are held in memory for each connection.</summary>
    /// <value>4 MiB.</value>
    public int SegmentBytes { get; init; } = 4 << 20;

    /// <summary>How many connections a blob gets; with 1 none is split.</summary>
    /// <value>4.</value>
    public int Connections { get; init; } = 4;
}
