using System.Buffers.Binary;

namespace Drydock.Build.Steps.Copying;

/// <summary>Very many short byte strings, one behind the other in blocks.</summary>
internal sealed class NameBlocks
{
    // More than any path has.
    private const int BlockBytes = 16 * 1024;
    private const int FirstBytes = 512;

    private readonly List<byte[]> _blocks = [];
    private int _used;

    /// <summary>The string that <see cref="Add"/> gave this number.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var at = _blocks[number / BlockBytes].AsSpan(number % BlockBytes);
            return at.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(at));
        }
    }

    /// <summary>Keeps a string of at most 4096 bytes.</summary>
    public int Add(ReadOnlySpan<byte> name)
    {
        var length = 2 + name.Length;
        if (_blocks.Count == 0 || _used + length > BlockBytes)
        {
            _blocks.Add(new byte[_blocks.Count == 0 ? Math.Max(FirstBytes, length) : BlockBytes]);
            _used = 0;
        }
        else if (_used + length > _blocks[^1].Length)
        {
            var grown = _blocks[^1];
            Array.Resize(ref grown, BlockBytes);
            _blocks[^1] = grown;
        }

        var number = ((_blocks.Count - 1) * BlockBytes) + _used;
        var at = _blocks[^1].AsSpan(_used);
        BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)name.Length);
        name.CopyTo(at[2..]);
        _used += length;
        return number;
    }
}
