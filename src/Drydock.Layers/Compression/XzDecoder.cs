using System.Runtime.InteropServices;
using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>xz by liblzma; several streams in a row, with padding between, are one content.</summary>
internal sealed unsafe class XzDecoder : Decoder
{
    /// <summary>xz -9 needs 65 MiB; no more than this is given to an archive that demands it.</summary>
    private const ulong MemoryLimit = 256UL << 20;

    private readonly Lzma.State* _state = (Lzma.State*)NativeMemory.AllocZeroed((nuint)sizeof(Lzma.State));

    public XzDecoder()
    {
        var result = Lzma.Init(_state, MemoryLimit, Lzma.Concatenated);
        if (result != Lzma.Ok)
        {
            throw new InvalidOperationException($"liblzma cannot start: {result}.");
        }

        IsAtBoundary = false;
    }

    ~XzDecoder() => Dispose(false);

    public override (int Consumed, int Written) Decode(ReadOnlySpan<byte> input, Span<byte> output, bool endOfInput)
    {
        fixed (byte* from = input, to = output)
        {
            _state->NextIn = from;
            _state->AvailableIn = (nuint)input.Length;
            _state->NextOut = to;
            _state->AvailableOut = (nuint)output.Length;
            var result = Lzma.Code(_state, endOfInput ? Lzma.Finish : Lzma.Run);
            if (result is not (Lzma.Ok or Lzma.StreamEnd or Lzma.BufferError))
            {
                throw Damaged("xz", result == 6 ? "it demands more than 256 MiB of memory" : $"liblzma says {result}");
            }

            IsAtBoundary = result == Lzma.StreamEnd;
            return (input.Length - (int)_state->AvailableIn, output.Length - (int)_state->AvailableOut);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Lzma.End(_state);
        NativeMemory.Free(_state);
    }
}
