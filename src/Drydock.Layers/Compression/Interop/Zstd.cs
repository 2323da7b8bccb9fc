using System.Runtime.InteropServices;

namespace Drydock.Layers.Compression.Interop;

/// <summary>libzstd (zstd.h).</summary>
internal static unsafe partial class Zstd
{
    public const int CompressionLevel = 100;
    public const int ChecksumFlag = 201;

    private const string Library = "libzstd.so.1";

    /// <summary>Whether the library is there: linked in, or installed.</summary>
    public static bool IsAvailable { get; } = Probe();

    [LibraryImport(Library, EntryPoint = "ZSTD_versionNumber")]
    public static partial uint Version();

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    public static partial nint CreateCompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(nint context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress2")]
    public static partial nuint Compress(nint context, byte* output, nuint capacity, byte* input, nuint size);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    public static partial nint CreateDecompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeDecompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint Decompress(nint context, Buffer* output, Buffer* input);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    public static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial byte* ErrorName(nuint code);

    public static string Describe(nuint code) => Marshal.PtrToStringUTF8((nint)ErrorName(code)) ?? "unknown error";

    private static bool Probe()
    {
        try
        {
            return Version() >= 10400;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have one shape.</summary>
    public struct Buffer
    {
        public byte* Data;
        public nuint Size;
        public nuint Position;
    }
}
