using System.Buffers;

namespace Drydock.Layers.Erofs;

/// <summary>Writes forward to given places, with zeros between, in large pieces. The stream stays open.</summary>
internal sealed class PaddedWriter : IDisposable
{
    private const int MostBufferBytes = 256 * 1024;

    private readonly Stream _output;
    private readonly byte[] _buffer;
    private int _used;

    /// <summary>A writer at the place where the stream is.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="size">How many bytes will be written: less memory does for less.</param>
    public PaddedWriter(Stream output, long size) => (_output, _buffer) = (output, ArrayPool<byte>.Shared.Rent((int)Math.Min(size, MostBufferBytes)));

    public long Position { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Position += bytes.Length;
        while (bytes.Length > 0)
        {
            var room = Room();
            var part = bytes[..Math.Min(bytes.Length, room.Length)];
            part.CopyTo(room);
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    public void PadTo(long position)
    {
        while (Position < position)
        {
            var room = Room();
            var part = room[..(int)Math.Min(room.Length, position - Position)];
            part.Clear();
            _used += part.Length;
            Position += part.Length;
        }
    }

    /// <summary>Hands all that was written to the stream.</summary>
    public void Flush()
    {
        _output.Write(_buffer, 0, _used);
        _used = 0;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private Span<byte> Room()
    {
        if (_used == _buffer.Length)
        {
            Flush();
        }

        return _buffer.AsSpan(_used);
    }
}
