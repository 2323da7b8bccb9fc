namespace Drydock.Layers;

/// <summary>Passes on what it reads and gives a copy of it to a <see cref="HashingSink"/>.</summary>
internal sealed class TeeReadStream : Stream
{
    private readonly Stream _source;
    private readonly HashingSink _sink;

    public TeeReadStream(Stream source, HashingSink sink)
    {
        _source = source;
        _sink = sink;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes that passed.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = _source.Read(buffer);
        _sink.Write(buffer[..read]);
        Count += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
