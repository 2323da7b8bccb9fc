using Drydock.Oci;

namespace Drydock.Layers.Compression;

/// <summary>Reads through a <see cref="Decoder"/>, and stops when far more comes out than any honest archive has.</summary>
internal sealed class DecoderStream : ForwardReadStream
{
    private readonly Stream _input;
    private readonly Decoder _decoder;
    private readonly LayerLimits _limits;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
    private int _start;
    private int _end;
    private bool _inputEnded;
    private long _consumed;
    private long _written;
    private bool _disposed;

    public DecoderStream(Stream input, Decoder decoder, LayerLimits limits)
    {
        _input = input;
        _decoder = decoder;
        _limits = limits;
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!buffer.IsEmpty)
        {
            if (_start == _end && !_inputEnded)
            {
                (_start, _end) = (0, _input.Read(_buffer));
                _inputEnded = _end == 0;
            }

            var (consumed, written) = _decoder.Decode(_buffer.AsSpan(_start, _end - _start), buffer, _inputEnded);
            _start += consumed;
            _consumed += consumed;
            _written += written;
            if (_written > _limits.RatioFreeBytes && _written / _limits.MaxRatio > _consumed)
            {
                throw new LayerException($"the data expands to more than {_written} bytes from {_consumed} (over the limit)");
            }

            if (written > 0)
            {
                return written;
            }

            if (_inputEnded && consumed == 0)
            {
                return _decoder.IsAtBoundary ? 0 : throw new LayerException("the compressed data is cut short");
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _disposed = true;
            _decoder.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }
}
