namespace Drydock.Layers.Compression;

/// <summary>A stream that compresses what is written to it and hashes what comes out.</summary>
public abstract class CompressionStream : Stream
{
    /// <summary>Ends the compressed stream. Call it once, after the last write; disposing without it leaves the output incomplete.</summary>
    public abstract CompressedBlob Complete();
}
