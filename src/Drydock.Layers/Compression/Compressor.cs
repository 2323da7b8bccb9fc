using System.Globalization;
using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>
/// Compresses a layer, deterministically: the same bytes, engine and level give the same output on
/// any number of cores.
/// </summary>
public static class Compressor
{
    /// <summary>ISA-L's level 2: as small as pigz -1 at a fifth of its cost.</summary>
    public const int DefaultGzipLevel = 2;

    /// <summary>zstd's own default.</summary>
    public const int DefaultZstdLevel = 3;

    /// <summary>
    /// Name of what does the work for a kind and level, to be recorded beside a blob: another engine,
    /// or another release of it, may give other bytes for the same content.
    /// </summary>
    public static string Engine(CompressionKind kind, int? level = null) => kind switch
    {
        CompressionKind.Gzip => UsesIsal(level ?? DefaultGzipLevel) ? "isa-l 2" : "zlib-ng",
        CompressionKind.Zstd => Zstd.IsAvailable ? "zstd " + Zstd.Version().ToString(CultureInfo.InvariantCulture) : "",
        _ => "",
    };

    /// <summary>Opens a stream that compresses what is written to it into <paramref name="output"/>, which stays open.</summary>
    /// <param name="output">Takes the compressed bytes.</param>
    /// <param name="kind">None, gzip or zstd.</param>
    /// <param name="level">0 to 9 for gzip, 1 to 22 for zstd. <value>2 for gzip, 3 for zstd.</value></param>
    /// <exception cref="NotSupportedException">zstd is wanted and libzstd is not installed, or the kind is for reading only.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The kind has no such level.</exception>
    public static CompressionStream Open(Stream output, CompressionKind kind, int? level = null)
    {
        switch (kind)
        {
            case CompressionKind.None:
                return new PassThroughStream(output);
            case CompressionKind.Gzip:
                return OpenGzip(output, level ?? DefaultGzipLevel, Environment.ProcessorCount);
            case CompressionKind.Zstd:
                return OpenZstd(output, level ?? DefaultZstdLevel, Environment.ProcessorCount);
            default:
                throw new NotSupportedException($"Layers cannot be written as {kind}: use gzip, zstd or none.");
        }
    }

    internal static ParallelGzipStream OpenGzip(Stream output, int level, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 9);
        return new ParallelGzipStream(output, () => UsesIsal(level) ? new IsalBlockEncoder(level) : new ZlibBlockEncoder(level), workers);
    }

    internal static ParallelZstdStream OpenZstd(Stream output, int level, int workers)
    {
        if (!Zstd.IsAvailable)
        {
            throw new NotSupportedException("zstd layers need libzstd (libzstd.so.1), which is not installed here; install libzstd1, or choose gzip.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 22);
        return new ParallelZstdStream(output, level, workers);
    }

    private static bool UsesIsal(int level) => level is >= 1 and <= 3 && Isal.IsAvailable;
}
