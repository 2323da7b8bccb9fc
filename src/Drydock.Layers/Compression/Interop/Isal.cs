using System.Runtime.InteropServices;

namespace Drydock.Layers.Compression.Interop;

/// <summary>ISA-L's deflate and inflate (isa-l/igzip_lib.h, libisal 2).</summary>
internal static unsafe partial class Isal
{
    public const int GzipWrapper = 1;
    public const int FullFlush = 2;
    public const int BlockFinish = 5;

    /// <summary>Sizes of the two state structures with room to spare: 82,384 and 87,368 bytes in 2.30.</summary>
    public const int StateBytes = 128 * 1024;

    /// <summary>ISAL_DEF_LVL3_DEFAULT, the largest of all levels.</summary>
    public const int LevelBufferBytes = 348_160;

    private const string Library = "libisal.so.2";

    /// <summary>Whether the library is there: linked in, or installed.</summary>
    public static bool IsAvailable { get; } = Probe();

    [LibraryImport(Library, EntryPoint = "isal_deflate_init")]
    public static partial void DeflateInit(DeflateState* state);

    [LibraryImport(Library, EntryPoint = "isal_deflate")]
    public static partial int Deflate(DeflateState* state);

    [LibraryImport(Library, EntryPoint = "isal_inflate_init")]
    public static partial void InflateInit(InflateState* state);

    [LibraryImport(Library, EntryPoint = "isal_inflate_reset")]
    public static partial void InflateReset(InflateState* state);

    [LibraryImport(Library, EntryPoint = "isal_inflate")]
    public static partial int Inflate(InflateState* state);

    [LibraryImport(Library, EntryPoint = "crc32_gzip_refl")]
    public static partial uint Crc32(uint start, byte* data, ulong length);

    private static bool Probe()
    {
        try
        {
            return Crc32(0, null, 0) == 0 && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The head of isal_zstream; the library's own state follows.</summary>
    [StructLayout(LayoutKind.Explicit, Size = StateBytes)]
    public struct DeflateState
    {
        [FieldOffset(0)] public byte* NextIn;
        [FieldOffset(8)] public uint AvailableIn;
        [FieldOffset(16)] public byte* NextOut;
        [FieldOffset(24)] public uint AvailableOut;
        [FieldOffset(40)] public uint Level;
        [FieldOffset(44)] public uint LevelBufferSize;
        [FieldOffset(48)] public byte* LevelBuffer;
        [FieldOffset(56)] public ushort EndOfStream;
        [FieldOffset(58)] public ushort Flush;
        [FieldOffset(60)] public ushort GzipFlag;
    }

    /// <summary>The members of inflate_state that a caller uses.</summary>
    [StructLayout(LayoutKind.Explicit, Size = StateBytes)]
    public struct InflateState
    {
        [FieldOffset(0)] public byte* NextOut;
        [FieldOffset(8)] public uint AvailableOut;
        [FieldOffset(16)] public byte* NextIn;
        [FieldOffset(32)] public uint AvailableIn;
        [FieldOffset(21160)] public int BlockState;
        [FieldOffset(21172)] public uint CrcFlag;
    }
}
