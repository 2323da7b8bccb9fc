using System.Runtime.InteropServices;
using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>bzip2 by libbz2; several streams in a row are one content.</summary>
internal sealed unsafe class Bzip2Decoder : Decoder
{
    private readonly Bzip2.State* _state = (Bzip2.State*)NativeMemory.AllocZeroed((nuint)sizeof(Bzip2.State));
    private bool _open;

    ~Bzip2Decoder() => Dispose(false);

    public override (int Consumed, int Written) Decode(ReadOnlySpan<byte> input, Span<byte> output, bool endOfInput)
    {
        if (!_open)
        {
            if (input.IsEmpty)
            {
                return (0, 0);
            }

            NativeMemory.Clear(_state, (nuint)sizeof(Bzip2.State));
            Check(Bzip2.Init(_state, 0, 0));
            _open = true;
            IsAtBoundary = false;
        }

        fixed (byte* from = input, to = output)
        {
            _state->NextIn = from;
            _state->AvailableIn = (uint)input.Length;
            _state->NextOut = to;
            _state->AvailableOut = (uint)output.Length;
            var result = Bzip2.Decompress(_state);
            Check(result);
            var done = (input.Length - (int)_state->AvailableIn, output.Length - (int)_state->AvailableOut);
            if (result == Bzip2.StreamEnd)
            {
                Close();
                IsAtBoundary = true;
            }

            return done;
        }
    }

    protected override void Dispose(bool disposing)
    {
        Close();
        NativeMemory.Free(_state);
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw Damaged("bzip2", $"libbz2 says {result}");
        }
    }

    private void Close()
    {
        if (_open)
        {
            _ = Bzip2.End(_state);
            _open = false;
        }
    }
}
