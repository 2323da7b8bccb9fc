using Drydock.Oci;

namespace Drydock.Layers.Compression;

/// <summary>Counts what is read through it.</summary>
internal sealed class CountingReadStream : ForwardReadStream
{
    private readonly Stream _source;

    public CountingReadStream(Stream source) => _source = source;

    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = _source.Read(buffer);
        Count += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
