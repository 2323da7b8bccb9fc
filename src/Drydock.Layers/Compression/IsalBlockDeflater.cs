using System.Runtime.InteropServices;
using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>Blocks by ISA-L.</summary>
internal sealed unsafe class IsalBlockDeflater : BlockDeflater
{
    private readonly int _level;
    private readonly Isal.DeflateState* _state = (Isal.DeflateState*)NativeMemory.AllocZeroed(Isal.StateBytes);
    private readonly byte* _levelBuffer = (byte*)NativeMemory.AllocZeroed(Isal.LevelBufferBytes);

    public IsalBlockDeflater(int level) => _level = level;

    ~IsalBlockDeflater() => Dispose(false);

    public override int Deflate(ReadOnlySpan<byte> input, byte[] output)
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
