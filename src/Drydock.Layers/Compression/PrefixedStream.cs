namespace Drydock.Layers.Compression;

/// <summary>Gives bytes that were read ahead first, then the rest of the stream.</summary>
internal sealed class PrefixedStream : ForwardReadStream
{
    private readonly ReadOnlyMemory<byte> _prefix;
    private readonly Stream _rest;
    private readonly bool _leaveOpen;
    private int _given;

    public PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest, bool leaveOpen)
    {
        _prefix = prefix;
        _rest = rest;
        _leaveOpen = leaveOpen;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_given == _prefix.Length)
        {
            return _rest.Read(buffer);
        }

        var count = Math.Min(buffer.Length, _prefix.Length - _given);
        _prefix.Span.Slice(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
        {
            _rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
