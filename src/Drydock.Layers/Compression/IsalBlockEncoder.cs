using System.Runtime.InteropServices;
using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>Blocks by ISA-L: raw deflate that ends on a byte boundary and is not final.</summary>
internal sealed unsafe class IsalBlockEncoder : BlockEncoder
{
    private readonly int _level;
    private readonly Isal.DeflateState* _state = (Isal.DeflateState*)NativeMemory.AllocZeroed(Isal.StateBytes);
    private readonly byte* _levelBuffer = (byte*)NativeMemory.AllocZeroed(Isal.LevelBufferBytes);

    public IsalBlockEncoder(int level) => _level = level;

    ~IsalBlockEncoder() => Dispose(false);

    public override int Encode(ReadOnlySpan<byte> input, byte[] output)
    {
        fixed (byte* from = input, to = output)
        {
            Isal.DeflateInit(_state);
            _state->Level = (uint)_level;
            _state->LevelBuffer = _levelBuffer;
            _state->LevelBufferSize = Isal.LevelBufferBytes;
            _state->Flush = Isal.FullFlush;
            _state->NextIn = from;
            _state->AvailableIn = (uint)input.Length;
            _state->NextOut = to;
            _state->AvailableOut = (uint)output.Length;
            var result = Isal.Deflate(_state);
            if (result != 0 || _state->AvailableIn != 0 || _state->AvailableOut == 0)
            {
                throw new InvalidOperationException($"ISA-L could not compress a block: {result}.");
            }

            return output.Length - (int)_state->AvailableOut;
        }
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_state);
        NativeMemory.Free(_levelBuffer);
    }
}
