namespace Drydock.Layers.Erofs;

/// <summary>
/// Builds an EROFS image that holds only the metadata of a layer; file data stays in the layer's
/// tar, which is the image's extra device.
/// </summary>
public sealed class ErofsIndexBuilder
{
    /// <summary>Starts an index.</summary>
    /// <param name="lower">Where directories that the layer implies take their attributes from; null gives 0755 0:0.</param>
    public ErofsIndexBuilder(LowerLookup? lower = null) => throw new NotImplementedException();

    /// <summary>Why this layer must become a directory instead, or null.</summary>
    public string? NeedsDirectory => throw new NotImplementedException();

    /// <summary>Adds an entry as it stands in the layer, whiteouts included.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="dataOffset">Where its data begins in the tar.</param>
    public void Add(LayerEntry entry, long dataOffset) => throw new NotImplementedException();

    /// <summary>Records that the layer cannot be an index.</summary>
    public void Reject(string reason) => throw new NotImplementedException();

    /// <summary>Writes the image.</summary>
    /// <param name="output">Takes the image.</param>
    /// <param name="tarBytes">Size of the tar.</param>
    /// <exception cref="InvalidOperationException"><see cref="NeedsDirectory"/> is not null.</exception>
    public void Write(Stream output, long tarBytes) => throw new NotImplementedException();
}
