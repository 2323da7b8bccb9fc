using System.IO.Compression;

namespace Drydock.Layers.Compression;

/// <summary>Blocks as ISA-L's, by the framework's zlib-ng: for levels that ISA-L has not, and where it is missing.</summary>
internal sealed class ZlibBlockEncoder : BlockEncoder
{
    private readonly ZLibCompressionOptions _options;

    public ZlibBlockEncoder(int level) => _options = new ZLibCompressionOptions { CompressionLevel = level };

    public override int Encode(ReadOnlySpan<byte> input, byte[] output)
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
