namespace Drydock.Layers.Compression;

/// <summary>Compresses single blocks to bytes that can be joined. One encoder serves one thread at a time.</summary>
internal abstract class BlockEncoder : IDisposable
{
    /// <summary>Room that a block may need beyond its own size when it does not shrink.</summary>
    public const int Overhead = 64 * 1024;

    /// <summary>Compresses a block; returns the number of bytes written.</summary>
    public abstract int Encode(ReadOnlySpan<byte> input, byte[] output);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
