using Drydock.Layers.Erofs;
using Drydock.Oci;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Layers;

/// <summary>Writes a layer's tar in one pass, and beside it whatever can be known from the same bytes.</summary>
public sealed class LayerWriter : IDisposable
{
    /// <summary>Starts a layer.</summary>
    /// <param name="output">Where the tar goes; stays open.</param>
    /// <param name="index">Told of every entry and where its data lies, or null.</param>
    public LayerWriter(Stream output, ErofsIndexBuilder? index = null) => throw new NotImplementedException();

    /// <summary>Adds an entry; <paramref name="content"/> must yield exactly <see cref="LayerEntry.Size"/> bytes.</summary>
    /// <returns>The digest of the content where <paramref name="wantDigest"/> asks for it and the entry is a regular file.</returns>
    public Digest? Add(LayerEntry entry, Stream? content = null, bool wantDigest = false) => throw new NotImplementedException();

    /// <summary>Adds a regular file whose content is read from a file's beginning.</summary>
    public Digest? Add(LayerEntry entry, SafeFileHandle content, bool wantDigest = false) => throw new NotImplementedException();

    /// <summary>Ends the tar.</summary>
    public LayerSummary Complete() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
