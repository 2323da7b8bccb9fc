using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>Blocks by libzstd: each a frame of its own, with size and checksum.</summary>
internal sealed unsafe class ZstdBlockEncoder : BlockEncoder
{
    private nint _context;

    public ZstdBlockEncoder(int level)
    {
        _context = Zstd.CreateCompressor();
        Check(Zstd.SetParameter(_context, Zstd.CompressionLevel, level));
        Check(Zstd.SetParameter(_context, Zstd.ChecksumFlag, 1));
    }

    ~ZstdBlockEncoder() => Dispose(false);

    public override int Encode(ReadOnlySpan<byte> input, byte[] output)
    {
        fixed (byte* from = input, to = output)
        {
            return (int)Check(Zstd.Compress(_context, to, (nuint)output.Length, from, (nuint)input.Length));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_context != 0)
        {
            Zstd.FreeCompressor(_context);
            _context = 0;
        }
    }

    private static nuint Check(nuint code) => Zstd.IsError(code) == 0
        ? code
        : throw new InvalidOperationException($"libzstd could not compress: {Zstd.Describe(code)}.");
}
