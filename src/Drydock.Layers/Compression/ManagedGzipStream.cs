using System.IO.Compression;

namespace Drydock.Layers.Compression;

/// <summary>gzip by the framework, where ISA-L is missing.</summary>
internal sealed class ManagedGzipStream : ForwardReadStream
{
    private readonly CountingReadStream _input;
    private readonly GZipStream _stream;
    private readonly LayerLimits _limits;
    private long _written;

    public ManagedGzipStream(Stream input, LayerLimits limits)
    {
        _input = new CountingReadStream(input);
        _stream = new GZipStream(_input, CompressionMode.Decompress);
        _limits = limits;
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _stream.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw new LayerException($"the gzip data is damaged ({error.Message})", error);
        }

        _written += read;
        if (_written > _limits.RatioFreeBytes && _written / _limits.MaxRatio > _input.Count)
        {
            throw new LayerException($"the data expands to more than {_written} bytes from {_input.Count} (over the limit)");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
