using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>Zstandard by libzstd; several frames in a row are one content, skippable ones are none.</summary>
/// <remarks>RFC 8878, 3.1. A frame may demand a window of 128 MiB at most, libzstd's own limit.</remarks>
internal sealed unsafe class ZstdDecoder : Decoder
{
    private nint _context;

    public ZstdDecoder()
    {
        if (!Zstd.IsAvailable)
        {
            throw new NotSupportedException("This layer is compressed with zstd, and libzstd (libzstd.so.1) is not installed here; install libzstd1, or use gzip layers.");
        }

        _context = Zstd.CreateDecompressor();
    }

    ~ZstdDecoder() => Dispose(false);

    public override (int Consumed, int Written) Decode(ReadOnlySpan<byte> input, Span<byte> output, bool endOfInput)
    {
        fixed (byte* from = input, to = output)
        {
            var source = new Zstd.Buffer { Data = from, Size = (nuint)input.Length };
            var target = new Zstd.Buffer { Data = to, Size = (nuint)output.Length };
            if (IsAtBoundary && input.IsEmpty)
            {
                return (0, 0);
            }

            var hint = Zstd.Decompress(_context, &target, &source);
            if (Zstd.IsError(hint) != 0)
            {
                throw Damaged("zstd", Zstd.Describe(hint));
            }

            IsAtBoundary = hint == 0;
            return ((int)source.Position, (int)target.Position);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_context != 0)
        {
            Zstd.FreeDecompressor(_context);
            _context = 0;
        }
    }
}
