namespace Drydock.Layers.Erofs;

/// <summary>Writes forward to given places, with zeros between.</summary>
internal sealed class PaddedWriter
{
    private static readonly byte[] s_zeros = new byte[4096];

    private readonly Stream _output;

    public PaddedWriter(Stream output) => _output = output;

    public long Position { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        Position += bytes.Length;
    }

    public void PadTo(long position)
    {
        while (Position < position)
        {
            Write(s_zeros.AsSpan(0, (int)Math.Min(s_zeros.Length, position - Position)));
        }
    }
}
