namespace Drydock.Layers.Compression;

/// <summary>Zstandard frames of 4 MiB of content each, compressed independently.</summary>
/// <remarks>
/// RFC 8878, 3: several frames are one content. libzstd has threads of its own, but its static
/// library is often built without, and then gives other bytes; these are the same everywhere.
/// </remarks>
internal sealed class ParallelZstdStream : ParallelBlockStream
{
    private const int BlockBytes = 4 << 20;

    private bool _any;

    public ParallelZstdStream(Stream output, int level, int workers)
        : base(output, BlockBytes, () => new ZstdBlockEncoder(level), workers)
    {
    }

    /// <summary>Even nothing is a frame: an empty file would not be zstd.</summary>
    protected override bool WantsEmptyBlock => !_any;

    protected override void Account(ReadOnlySpan<byte> block) => _any = true;

    protected override void WriteEnd()
    {
    }
}
