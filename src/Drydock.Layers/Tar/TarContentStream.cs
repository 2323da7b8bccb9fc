using Drydock.Oci;

namespace Drydock.Layers.Tar;

/// <summary>The content of a reader's current entry, with the holes of a sparse file as zeros.</summary>
internal sealed class TarContentStream : ForwardReadStream
{
    private readonly TarReader _reader;
    private readonly LayerEntry _entry;
    private readonly SparseMap? _sparse;
    private long _position;
    private int _segment;

    public TarContentStream(TarReader reader)
    {
        _reader = reader;
        _entry = reader.Current!;
        _sparse = reader.Sparse;
    }

    public override long Length => _entry.Size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (!ReferenceEquals(_reader.Current, _entry))
        {
            throw new InvalidOperationException("The reader has gone on to another entry.");
        }

        var most = (int)Math.Min(buffer.Length, _entry.Size - _position);
        if (most == 0)
        {
            return 0;
        }

        var read = _sparse is null ? _reader.ReadStored(buffer[..most]) : ReadSparse(buffer[..most], _sparse);
        _position += read;
        return read;
    }

    private int ReadSparse(Span<byte> buffer, SparseMap sparse)
    {
        while (_segment < sparse.Segments.Count && _position >= sparse.Segments[_segment].Offset + sparse.Segments[_segment].Length)
        {
            _segment++;
        }

        var next = _segment < sparse.Segments.Count ? sparse.Segments[_segment] : (Offset: _entry.Size, Length: 0);
        if (_position < next.Offset)
        {
            var hole = (int)Math.Min(buffer.Length, next.Offset - _position);
            buffer[..hole].Clear();
            return hole;
        }

        return _reader.ReadStored(buffer[..(int)Math.Min(buffer.Length, next.Offset + next.Length - _position)]);
    }
}
