using Drydock.Oci;

namespace Drydock.Layers;

/// <summary>Passes on what it reads and gives a copy of it to a <see cref="HashingSink"/>.</summary>
internal sealed class TeeReadStream : ForwardReadStream
{
    private readonly Stream _source;
    private readonly HashingSink _sink;

    public TeeReadStream(Stream source, HashingSink sink)
    {
        _source = source;
        _sink = sink;
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
}
