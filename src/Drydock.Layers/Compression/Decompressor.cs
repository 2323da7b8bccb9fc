namespace Drydock.Layers.Compression;

/// <summary>Decompresses by what the first bytes say.</summary>
public static class Decompressor
{
    /// <summary>The kind whose magic number <paramref name="head"/> begins with; 6 bytes decide.</summary>
    public static CompressionKind Detect(ReadOnlySpan<byte> head) => throw new NotImplementedException();

    /// <summary>Opens a stream of the decompressed bytes; bytes of no known kind pass as they are.</summary>
    /// <exception cref="LayerException">Thrown by reads: the data is damaged or expands beyond the limits.</exception>
    public static Stream Open(Stream input, LayerLimits? limits = null, bool leaveOpen = false) => throw new NotImplementedException();
}
