namespace Drydock.Layers.Compression;

/// <summary>Compresses single blocks to raw deflate that ends on a byte boundary and is not final, so that blocks can be joined.</summary>
internal abstract class BlockDeflater : IDisposable
{
    /// <summary>Room that a block may need beyond its own size: headers of stored parts and the flush at its end.</summary>
    public const int Overhead = 64 * 1024;

    /// <summary>Compresses a block; returns the number of bytes written.</summary>
    public abstract int Deflate(ReadOnlySpan<byte> input, byte[] output);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
