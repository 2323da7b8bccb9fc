namespace Drydock.Layers.Compression;

/// <summary>Compresses a layer, deterministically: the same bytes, engine and level give the same output on any number of cores.</summary>
public static class Compressor
{
    /// <summary>Opens a stream that compresses what is written to it into <paramref name="output"/>, which stays open.</summary>
    /// <param name="output">Takes the compressed bytes.</param>
    /// <param name="kind">None, gzip or zstd.</param>
    /// <param name="level">Null for the default: 2 for gzip, 3 for zstd.</param>
    /// <exception cref="NotSupportedException">zstd is wanted and libzstd is not installed, or the kind is for reading only.</exception>
    public static CompressionStream Open(Stream output, CompressionKind kind, int? level = null) => throw new NotImplementedException();
}
