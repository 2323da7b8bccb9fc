using System.Buffers.Binary;

namespace Drydock.Layers.Compression;

/// <summary>One gzip member whose blocks are compressed independently on all cores and written in order.</summary>
/// <remarks>
/// RFC 1952. Blocks are cut at fixed sizes of the input, so the bytes do not depend on the number of
/// cores. The header names no file, no time and no operating system (255, as Go writes).
/// </remarks>
internal sealed class ParallelGzipStream : CompressionStream
{
    private const int BlockBytes = 1 << 20;

    private readonly HashedOutput _output;
    private readonly Func<BlockDeflater> _createDeflater;
    private readonly int _maxPending;
    private readonly Queue<Block> _pending = new();
    private readonly Stack<Block> _idle = new();
    private Block _filling;
    private uint _crc;
    private uint _length;

    public ParallelGzipStream(Stream output, Func<BlockDeflater> createDeflater, int workers)
    {
        _output = new HashedOutput(output);
        _createDeflater = createDeflater;
        _maxPending = Math.Max(workers, 1) + 1;
        _filling = new Block(createDeflater());
        _output.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_filling.Length == BlockBytes)
            {
                Submit();
            }

            var count = Math.Min(buffer.Length, BlockBytes - _filling.Length);
            buffer[..count].CopyTo(_filling.Input.AsSpan(_filling.Length));
            _filling.Length += count;
            buffer = buffer[count..];
        }
    }

    public override CompressedBlob Complete()
    {
        if (_filling.Length > 0)
        {
            Submit();
        }

        while (_pending.Count > 0)
        {
            WriteOldest();
        }

        // An empty final block with fixed codes, then checksum and length of the input.
        Span<byte> end = [0x03, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(end[2..], _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(end[6..], _length);
        _output.Write(end);
        return _output.Complete();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var block in _pending)
            {
                ((IAsyncResult)block.Work).AsyncWaitHandle.WaitOne();
                block.Deflater.Dispose();
            }

            foreach (var block in _idle)
            {
                block.Deflater.Dispose();
            }

            _filling.Deflater.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Submit()
    {
        var block = _filling;
        _crc = Crc32.Append(_crc, block.Input.AsSpan(0, block.Length));
        _length += (uint)block.Length;
        block.Work = Task.Run(block.Compress);
        _pending.Enqueue(block);
        if (_pending.Count >= _maxPending)
        {
            WriteOldest();
        }

        _filling = _idle.TryPop(out var idle) ? idle : new Block(_createDeflater());
    }

    private void WriteOldest()
    {
        var block = _pending.Peek();
        block.Work.GetAwaiter().GetResult();
        _pending.Dequeue();
        _output.Write(block.Output.AsSpan(0, block.OutputLength));
        block.Length = 0;
        _idle.Push(block);
    }

    private sealed class Block(BlockDeflater deflater)
    {
        public byte[] Input { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes);

        public byte[] Output { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes + BlockDeflater.Overhead);

        public BlockDeflater Deflater { get; } = deflater;

        public int Length { get; set; }

        public int OutputLength { get; private set; }

        public Task Work { get; set; } = Task.CompletedTask;

        public void Compress() => OutputLength = Deflater.Deflate(Input.AsSpan(0, Length), Output);
    }
}
