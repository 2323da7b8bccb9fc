namespace Drydock.Layers.Tar;

/// <summary>A forward-only buffered view of an archive that counts what it consumed.</summary>
internal sealed class ArchiveInput : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int _start;
    private int _end;

    public ArchiveInput(Stream stream, bool leaveOpen)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
    }

    /// <summary>Bytes consumed so far: the offset of the next one.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// A block of 512 bytes, valid until the next call; empty at the end of the stream.
    /// </summary>
    public ReadOnlySpan<byte> ReadBlock()
    {
        if (!Ensure(TarFormat.BlockBytes))
        {
            return _end == _start ? [] : throw (Position == 0 ? new LayerException("it is no tar: it has fewer bytes than one header") : Truncated());
        }

        return Take(TarFormat.BlockBytes);
    }

    /// <summary>At least one and at most <paramref name="most"/> bytes, without a copy, valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadChunk(long most)
    {
        if (_start == _end && !Ensure(1))
        {
            throw Truncated();
        }

        return Take((int)Math.Min(most, _end - _start));
    }

    /// <summary>Reads at least one byte, past the buffer where the destination is large.</summary>
    public int Read(Span<byte> destination)
    {
        if (_start == _end && destination.Length >= BufferBytes)
        {
            var read = _stream.Read(destination);
            Position += read;
            return read > 0 ? read : throw Truncated();
        }

        var chunk = ReadChunk(destination.Length);
        chunk.CopyTo(destination);
        return chunk.Length;
    }

    public void ReadExactly(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            destination = destination[Read(destination)..];
        }
    }

    public void Skip(long count)
    {
        var buffered = Math.Min(count, _end - _start);
        _start += (int)buffered;
        Position += buffered;
        count -= buffered;
        if (count > BufferBytes && _stream.CanSeek)
        {
            if (_stream.Length - _stream.Position < count)
            {
                throw Truncated();
            }

            _stream.Seek(count, SeekOrigin.Current);
            Position += count;
            return;
        }

        while (count > 0)
        {
            count -= ReadChunk(count).Length;
        }
    }

    /// <summary>Consumes all that is left.</summary>
    public void Drain()
    {
        do
        {
            Position += _end - _start;
            _start = _end = 0;
            _end = _stream.Read(_buffer);
        }
        while (_end > 0);
    }

    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private static LayerException Truncated() => new("the archive is cut short");

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _buffer.AsSpan(_start, count);
        _start += count;
        Position += count;
        return taken;
    }

    private bool Ensure(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        while (_end < count)
        {
            var read = _stream.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
