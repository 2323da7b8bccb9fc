namespace Drydock.Layers.Compression;

/// <summary>A decompression engine that is fed piecewise.</summary>
internal abstract class Decoder : IDisposable
{
    private int _disposed;

    /// <summary>Whether the input may end here: nothing began that is not complete, and all output was given.</summary>
    public bool IsAtBoundary { get; protected set; } = true;

    /// <summary>Decodes what it can.</summary>
    /// <param name="input">Bytes that follow those consumed so far; may be empty when only output is left.</param>
    /// <param name="output">Takes the output.</param>
    /// <param name="endOfInput">Whether nothing follows <paramref name="input"/>.</param>
    /// <exception cref="LayerException">The data is damaged.</exception>
    public abstract (int Consumed, int Written) Decode(ReadOnlySpan<byte> input, Span<byte> output, bool endOfInput);

    // Streams may be disposed of twice, native memory only once.
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }
    }

    protected abstract void Dispose(bool disposing);

    protected static LayerException Damaged(string format, string detail) =>
        new($"the {format} data is damaged ({detail})");
}
