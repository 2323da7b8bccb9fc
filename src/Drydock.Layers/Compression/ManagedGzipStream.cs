using System.IO.Compression;
using Drydock.Oci;

namespace Drydock.Layers.Compression;

/// <summary>gzip by the framework, where ISA-L is missing.</summary>
/// <remarks>
/// The framework's stream takes a cut input for a complete one. So a member of our own follows the
/// input: only if its content comes out at the end was everything before it whole.
/// </remarks>
internal sealed class ManagedGzipStream : ForwardReadStream
{
    private readonly CountingReadStream _input;
    private readonly GZipStream _stream;
    private readonly LayerLimits _limits;
    private readonly byte[] _seal = Guid.NewGuid().ToByteArray();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
    private int _start;
    private int _end;
    private bool _ended;
    private long _written;

    public ManagedGzipStream(Stream input, LayerLimits limits)
    {
        _input = new CountingReadStream(input);
        _stream = new GZipStream(new SealedInput(_input, MakeMember(_seal)), CompressionMode.Decompress);
        _limits = limits;
    }

    public override int Read(Span<byte> buffer)
    {
        while (_end - _start <= _seal.Length && !_ended)
        {
            Fill();
        }

        var count = Math.Min(buffer.Length, _end - _start - _seal.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        _written += count;
        if (_written > _limits.RatioFreeBytes && _written / _limits.MaxRatio > _input.Count)
        {
            throw new LayerException($"the data expands to more than {_written} bytes from {_input.Count} (over the limit)");
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] MakeMember(byte[] content)
    {
        using var member = new MemoryStream();
        using (var stream = new GZipStream(member, CompressionLevel.NoCompression, leaveOpen: true))
        {
            stream.Write(content);
        }

        return member.ToArray();
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        try
        {
            var read = _stream.Read(_buffer.AsSpan(_end));
            _end += read;
            _ended = read == 0;
        }
        catch (InvalidDataException error)
        {
            throw new LayerException($"the gzip data is damaged ({error.Message})", error);
        }

        if (_ended && !_buffer.AsSpan(_start, _end - _start).EndsWith(_seal))
        {
            throw new LayerException("the compressed data is cut short");
        }
    }

    private sealed class SealedInput(Stream input, byte[] member) : ForwardReadStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            var read = _given == 0 ? input.Read(buffer) : 0;
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            var count = Math.Min(buffer.Length, member.Length - _given);
            member.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}
