using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>One Zstandard frame with a checksum, compressed by libzstd's own threads.</summary>
/// <remarks>
/// libzstd cuts its jobs by level and not by the number of threads, so the bytes do not depend on the
/// cores; but they differ from those of its single-threaded mode, so at least one worker is asked for.
/// </remarks>
internal sealed unsafe class ZstdCompressionStream : CompressionStream
{
    private readonly HashedOutput _output;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(256 * 1024);
    private nint _context;

    public ZstdCompressionStream(Stream output, int level)
    {
        if (!Zstd.IsAvailable)
        {
            throw new NotSupportedException("zstd layers need libzstd (libzstd.so.1), which is not installed here; install libzstd1, or choose gzip.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 22);
        _output = new HashedOutput(output);
        _context = Zstd.CreateCompressor();
        Check(Zstd.SetParameter(_context, Zstd.CompressionLevel, level));
        Check(Zstd.SetParameter(_context, Zstd.ChecksumFlag, 1));
        Check(Zstd.SetParameter(_context, Zstd.Workers, Math.Clamp(Environment.ProcessorCount, 1, 16)));
    }

    ~ZstdCompressionStream() => Dispose(false);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* from = buffer)
        {
            var source = new Zstd.Buffer { Data = from, Size = (nuint)buffer.Length };
            while (source.Position < source.Size)
            {
                Step(&source, Zstd.Continue);
            }
        }
    }

    public override CompressedBlob Complete()
    {
        var source = default(Zstd.Buffer);
        while (Step(&source, Zstd.End) != 0)
        {
        }

        return _output.Complete();
    }

    protected override void Dispose(bool disposing)
    {
        if (_context != 0)
        {
            Zstd.FreeCompressor(_context);
            _context = 0;
        }

        if (disposing)
        {
            _output.Dispose();
        }

        base.Dispose(disposing);
    }

    private static nuint Check(nuint code) => Zstd.IsError(code) == 0
        ? code
        : throw new InvalidOperationException($"libzstd could not compress: {Zstd.Describe(code)}.");

    private nuint Step(Zstd.Buffer* source, int operation)
    {
        fixed (byte* to = _buffer)
        {
            var target = new Zstd.Buffer { Data = to, Size = (nuint)_buffer.Length };
            var left = Check(Zstd.Compress(_context, &target, source, operation));
            _output.Write(_buffer.AsSpan(0, (int)target.Position));
            return left;
        }
    }
}
