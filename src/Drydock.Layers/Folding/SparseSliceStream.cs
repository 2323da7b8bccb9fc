using Drydock.Layers.Tar;
using Drydock.Oci;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Layers.Folding;

/// <summary>A file that a tar holds in pieces, with its holes as zeros.</summary>
internal sealed class SparseSliceStream(SafeFileHandle tar, long start, SparseMap map, long size) : ForwardReadStream
{
    private long _position;
    private long _stored;
    private int _segment;

    public override int Read(Span<byte> buffer)
    {
        while (_segment < map.Segments.Count && _position >= map.Segments[_segment].Offset + map.Segments[_segment].Length)
        {
            _segment++;
        }

        var (offset, length) = _segment < map.Segments.Count ? map.Segments[_segment] : (size, 0);
        int count;
        if (_position < offset)
        {
            count = (int)Math.Min(buffer.Length, offset - _position);
            buffer[..count].Clear();
        }
        else
        {
            count = RandomAccess.Read(tar, buffer[..(int)Math.Min(buffer.Length, offset + length - _position)], start + _stored);
            _stored += count;
        }

        _position += count;
        return count;
    }
}
