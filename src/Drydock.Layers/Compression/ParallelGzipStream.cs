using System.Buffers.Binary;

namespace Drydock.Layers.Compression;

/// <summary>One gzip member whose blocks are compressed independently.</summary>
/// <remarks>RFC 1952. The header names no file, no time and no operating system (255, as Go writes).</remarks>
internal sealed class ParallelGzipStream : ParallelBlockStream
{
    private const int BlockBytes = 1 << 20;

    private uint _crc;
    private uint _length;

    public ParallelGzipStream(Stream output, Func<BlockEncoder> createEncoder, int workers)
        : base(output, BlockBytes, createEncoder, workers) =>
        Output.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]);

    protected override bool WantsEmptyBlock => false;

    protected override void Account(ReadOnlySpan<byte> block)
    {
        _crc = Crc32.Append(_crc, block);
        _length += (uint)block.Length;
    }

    /// <summary>An empty final block with fixed codes, then checksum and length of the input.</summary>
    protected override void WriteEnd()
    {
        Span<byte> end = [0x03, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(end[2..], _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(end[6..], _length);
        Output.Write(end);
    }
}
