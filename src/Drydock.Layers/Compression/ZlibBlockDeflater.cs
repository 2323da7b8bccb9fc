using System.IO.Compression;

namespace Drydock.Layers.Compression;

/// <summary>Blocks by the framework's zlib-ng: for levels that ISA-L has not, and where it is missing.</summary>
internal sealed class ZlibBlockDeflater : BlockDeflater
{
    private readonly ZLibCompressionOptions _options;

    public ZlibBlockDeflater(int level) => _options = new ZLibCompressionOptions { CompressionLevel = level };

    public override int Deflate(ReadOnlySpan<byte> input, byte[] output)
    {
        using var target = new MemoryStream(output);
        using var stream = new DeflateStream(target, _options, leaveOpen: true);
        stream.Write(input);

        // A flush ends on a byte boundary; the final block that disposing adds comes behind what counts.
        stream.Flush();
        return (int)target.Position;
    }

    protected override void Dispose(bool disposing)
    {
    }
}
