using System.Runtime.InteropServices;

namespace Drydock.Layers.Compression.Interop;

/// <summary>liblzma's decoder of xz files (lzma/container.h).</summary>
internal static unsafe partial class Lzma
{
    public const int Ok = 0;
    public const int StreamEnd = 1;
    public const int BufferError = 10;
    public const int Run = 0;
    public const int Finish = 3;
    public const uint Concatenated = 0x08;

    private const string Library = "liblzma.so.5";

    [LibraryImport(Library, EntryPoint = "lzma_stream_decoder")]
    public static partial int Init(State* state, ulong memoryLimit, uint flags);

    [LibraryImport(Library, EntryPoint = "lzma_code")]
    public static partial int Code(State* state, int action);

    [LibraryImport(Library, EntryPoint = "lzma_end")]
    public static partial void End(State* state);

    /// <summary>lzma_stream.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 136)]
    public struct State
    {
        [FieldOffset(0)] public byte* NextIn;
        [FieldOffset(8)] public nuint AvailableIn;
        [FieldOffset(24)] public byte* NextOut;
        [FieldOffset(32)] public nuint AvailableOut;
    }
}
