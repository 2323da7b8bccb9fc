namespace Drydock.Layers.Compression;

/// <summary>No compression, only digest and size.</summary>
internal sealed class PassThroughStream : CompressionStream
{
    private readonly HashedOutput _output;

    public PassThroughStream(Stream output) => _output = new HashedOutput(output);

    public override void Write(ReadOnlySpan<byte> buffer) => _output.Write(buffer);

    public override CompressedBlob Complete() => _output.Complete();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
        }

        base.Dispose(disposing);
    }
}
