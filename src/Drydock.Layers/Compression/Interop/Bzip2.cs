using System.Runtime.InteropServices;

namespace Drydock.Layers.Compression.Interop;

/// <summary>libbz2's decompressor (bzlib.h).</summary>
internal static unsafe partial class Bzip2
{
    public const int StreamEnd = 4;

    private const string Library = "libbz2.so.1.0";

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompressInit")]
    public static partial int Init(State* state, int verbosity, int small);

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompress")]
    public static partial int Decompress(State* state);

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompressEnd")]
    public static partial int End(State* state);

    /// <summary>bz_stream.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    public struct State
    {
        [FieldOffset(0)] public byte* NextIn;
        [FieldOffset(8)] public uint AvailableIn;
        [FieldOffset(24)] public byte* NextOut;
        [FieldOffset(32)] public uint AvailableOut;
    }
}
