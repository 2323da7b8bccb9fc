namespace Drydock.Layers.Compression;

/// <summary>
/// Cuts what is written into blocks of one size, compresses them independently on all cores, and
/// writes them in order: the bytes do not depend on the number of cores, nor on the size of writes.
/// </summary>
internal abstract class ParallelBlockStream : CompressionStream
{
    private readonly int _blockBytes;
    private readonly Func<BlockEncoder> _createEncoder;
    private readonly int _maxPending;
    private readonly Queue<Block> _pending = new();
    private readonly Stack<Block> _idle = new();
    private Block _filling;

    protected ParallelBlockStream(Stream output, int blockBytes, Func<BlockEncoder> createEncoder, int workers)
    {
        Output = new HashedOutput(output);
        _blockBytes = blockBytes;
        _createEncoder = createEncoder;
        _maxPending = Math.Max(workers, 1) + 1;
        _filling = new Block(createEncoder(), blockBytes);
    }

    protected HashedOutput Output { get; }

    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_filling.Length == _blockBytes)
            {
                Submit();
            }

            var count = Math.Min(buffer.Length, _blockBytes - _filling.Length);
            buffer[..count].CopyTo(_filling.Input.AsSpan(_filling.Length));
            _filling.Length += count;
            buffer = buffer[count..];
        }
    }

    public sealed override CompressedBlob Complete()
    {
        if (_filling.Length > 0 || WantsEmptyBlock)
        {
            Submit();
        }

        while (_pending.Count > 0)
        {
            WriteOldest();
        }

        WriteEnd();
        return Output.Complete();
    }

    /// <summary>Whether content that ends at the end of a block, or is empty, is closed by an empty block.</summary>
    protected abstract bool WantsEmptyBlock { get; }

    /// <summary>Called with every block, in order, before it is compressed.</summary>
    protected abstract void Account(ReadOnlySpan<byte> block);

    /// <summary>Writes what follows the last block.</summary>
    protected abstract void WriteEnd();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var block in _pending)
            {
                ((IAsyncResult)block.Work).AsyncWaitHandle.WaitOne();
                block.Encoder.Dispose();
            }

            foreach (var block in _idle)
            {
                block.Encoder.Dispose();
            }

            _filling.Encoder.Dispose();
            Output.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Submit()
    {
        var block = _filling;
        Account(block.Input.AsSpan(0, block.Length));
        block.Work = Task.Run(block.Encode);
        _pending.Enqueue(block);
        if (_pending.Count >= _maxPending)
        {
            WriteOldest();
        }

        _filling = _idle.TryPop(out var idle) ? idle : new Block(_createEncoder(), _blockBytes);
    }

    private void WriteOldest()
    {
        var block = _pending.Peek();
        block.Work.GetAwaiter().GetResult();
        Output.Write(block.Output.AsSpan(0, block.OutputLength));
        _pending.Dequeue();
        block.Length = 0;
        _idle.Push(block);
    }

    private sealed class Block(BlockEncoder encoder, int blockBytes)
    {
        public byte[] Input { get; } = GC.AllocateUninitializedArray<byte>(blockBytes);

        public byte[] Output { get; } = GC.AllocateUninitializedArray<byte>(blockBytes + BlockEncoder.Overhead);

        public BlockEncoder Encoder { get; } = encoder;

        public int Length { get; set; }

        public int OutputLength { get; private set; }

        public Task Work { get; set; } = Task.CompletedTask;

        public void Encode() => OutputLength = Encoder.Encode(Input.AsSpan(0, Length), Output);
    }
}
