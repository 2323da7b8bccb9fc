using Drydock.Oci;

namespace Drydock.Layers.Compression;

/// <summary>Gives bytes that were read ahead first, then the rest of the stream.</summary>
public sealed class PrefixedStream : ForwardReadStream
{
    private readonly ReadOnlyMemory<byte> _prefix;
    private readonly Stream _rest;
    private readonly bool _leaveOpen;
    private int _given;

    /// <summary>Puts back what was read ahead.</summary>
    /// <param name="prefix">What was read ahead; not copied.</param>
    /// <param name="rest">What comes after it.</param>
    /// <param name="leaveOpen">Whether disposing this leaves <paramref name="rest"/> open.</param>
    public PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest, bool leaveOpen)
    {
        _prefix = prefix;
        _rest = rest;
        _leaveOpen = leaveOpen;
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
        {
            _rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
