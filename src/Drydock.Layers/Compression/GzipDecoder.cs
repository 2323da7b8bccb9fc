using System.Runtime.InteropServices;
using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>gzip by ISA-L, checksums verified; several members in a row are one content.</summary>
/// <remarks>RFC 1952, 2.2. Zero bytes behind the last member are padding.</remarks>
internal sealed unsafe class GzipDecoder : Decoder
{
    private readonly Isal.InflateState* _state;

    public GzipDecoder()
    {
        _state = (Isal.InflateState*)NativeMemory.AllocZeroed(Isal.StateBytes);
        Isal.InflateInit(_state);
        _state->CrcFlag = Isal.GzipWrapper;
    }

    ~GzipDecoder() => Dispose(false);

    public override (int Consumed, int Written) Decode(ReadOnlySpan<byte> input, Span<byte> output, bool endOfInput)
    {
        if (IsAtBoundary)
        {
            if (input.IsEmpty)
            {
                return (0, 0);
            }

            if (input[0] == 0)
            {
                var padding = input.IndexOfAnyExcept((byte)0);
                return (padding < 0 ? input.Length : padding, 0);
            }

            Isal.InflateReset(_state);
            _state->CrcFlag = Isal.GzipWrapper;
            IsAtBoundary = false;
        }

        fixed (byte* from = input, to = output)
        {
            _state->NextIn = from;
            _state->AvailableIn = (uint)input.Length;
            _state->NextOut = to;
            _state->AvailableOut = (uint)output.Length;
            var result = Isal.Inflate(_state);
            if (result < 0)
            {
                throw Damaged("gzip", result == -6 ? "wrong checksum" : $"ISA-L says {result}");
            }

            IsAtBoundary = _state->BlockState == Isal.BlockFinish && _state->AvailableOut > 0;
            return (input.Length - (int)_state->AvailableIn, output.Length - (int)_state->AvailableOut);
        }
    }

    protected override void Dispose(bool disposing) => NativeMemory.Free(_state);
}
