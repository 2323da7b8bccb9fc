namespace Drydock.Layers.Tar;

/// <summary>Writes a tar archive that is a function of its entries alone.</summary>
public sealed class TarWriter
{
    /// <summary>Starts writing; the stream stays open.</summary>
    public TarWriter(Stream output) => throw new NotImplementedException();

    /// <summary>Bytes written so far.</summary>
    public long Position => throw new NotImplementedException();

    /// <summary>Writes the header of an entry; its content, of exactly <see cref="LayerEntry.Size"/> bytes, comes next.</summary>
    public void WriteHeader(LayerEntry entry) => throw new NotImplementedException();

    /// <summary>Writes part of the content of the current entry.</summary>
    public void WriteContent(ReadOnlySpan<byte> content) => throw new NotImplementedException();

    /// <summary>Ends the archive.</summary>
    public void Complete() => throw new NotImplementedException();
}
