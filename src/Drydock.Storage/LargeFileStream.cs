using Microsoft.Win32.SafeHandles;

namespace Drydock.Storage;

/// <summary>A new file of the store that may become large, written from its beginning to its end.</summary>
internal sealed class LargeFileStream : FileStream
{
    private readonly WriteBehind _behind;

    public LargeFileStream(SafeFileHandle file, WriteBehindSizes? sizes = null)
        : base(file, FileAccess.ReadWrite, bufferSize: 0) => _behind = new WriteBehind(file, sizes ?? WriteBehindSizes.Default);

    /// <inheritdoc/>
    /// <remarks>Spans come here, too: a class derived from FileStream gets them as arrays.</remarks>
    public override void Write(byte[] buffer, int offset, int count)
    {
        base.Write(buffer, offset, count);
        _behind.Advance(Position);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _behind.Dispose();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Before the file is closed: its number may be another file's then.
        if (disposing)
        {
            _behind.Dispose();
        }

        base.Dispose(disposing);
    }
}
