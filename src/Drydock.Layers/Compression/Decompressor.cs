using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>Decompresses by what the first bytes say.</summary>
public static class Decompressor
{
    private const int MagicBytes = 6;

    /// <summary>The kind whose magic number <paramref name="head"/> begins with; 6 bytes decide.</summary>
    public static CompressionKind Detect(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, ..] => CompressionKind.Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => CompressionKind.Zstd,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => CompressionKind.Bzip2,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => CompressionKind.Xz,
        _ => CompressionKind.None,
    };

    /// <summary>Opens a stream of the decompressed bytes; bytes of no known kind pass as they are.</summary>
    /// <param name="input">The compressed bytes, at their beginning.</param>
    /// <param name="limits">Caps; null for the defaults.</param>
    /// <param name="leaveOpen">Whether disposing the result leaves <paramref name="input"/> open.</param>
    /// <exception cref="LayerException">Thrown by reads: the data is damaged, cut short, or expands beyond the limits.</exception>
    /// <exception cref="NotSupportedException">The library for the kind is not installed.</exception>
    public static Stream Open(Stream input, LayerLimits? limits = null, bool leaveOpen = false)
    {
        var head = new byte[MagicBytes];
        var length = input.ReadAtLeast(head, MagicBytes, throwOnEndOfStream: false);
        var whole = new PrefixedStream(head.AsMemory(0, length), input, leaveOpen);
        var kind = Detect(head.AsSpan(0, length));
        return kind switch
        {
            CompressionKind.None => whole,
            CompressionKind.Gzip when !Isal.IsAvailable => new ManagedGzipStream(whole, limits ?? LayerLimits.Default),
            _ => new DecoderStream(whole, CreateDecoder(kind), limits ?? LayerLimits.Default),
        };
    }

    private static Decoder CreateDecoder(CompressionKind kind)
    {
        try
        {
            return kind switch
            {
                CompressionKind.Gzip => new GzipDecoder(),
                CompressionKind.Zstd => new ZstdDecoder(),
                CompressionKind.Bzip2 => new Bzip2Decoder(),
                _ => new XzDecoder(),
            };
        }
        catch (DllNotFoundException error)
        {
            throw new NotSupportedException($"This archive is compressed with {kind}, and the library for it is not installed here; install libbz2 or liblzma, or use gzip.", error);
        }
    }
}
