using Drydock.Layers;
using Drydock.Layers.Erofs;

namespace Drydock.Storage;

/// <summary>
/// A layer being written: its tar in <c>tmp/</c> and, where the store mounts indexes, the EROFS
/// index built from the same entries. Disposing it without a commit leaves nothing.
/// </summary>
public sealed class LayerDraft : IDisposable
{
    private readonly Store _store;
    private readonly string _tarPath;
    private readonly FileStream _tar;
    private bool _committed;

    internal LayerDraft(Store store, LowerLookup? lower)
    {
        _store = store;
        Index = store.Rung == SnapshotRung.Erofs ? new ErofsIndexBuilder(lower) : null;
        _tar = store.Temp.CreateLargeFile("layer", out _tarPath);
    }

    /// <summary>Takes the bytes of the tar.</summary>
    public Stream Tar => _tar;

    /// <summary>Is told of every entry; null where the store does not mount indexes.</summary>
    public ErofsIndexBuilder? Index { get; }

    /// <summary>A writer of entries into this draft.</summary>
    public LayerWriter OpenWriter() => new(_tar, Index);

    /// <summary>Keeps the layer in the store. It is on disk for good once an image names it.</summary>
    /// <param name="summary">What the writer or importer of the tar counted and hashed.</param>
    public LayerRecord Commit(LayerSummary summary)
    {
        _tar.Flush();
        _committed = true;
        return _store.Layers.AdoptTar(_tarPath, summary, LayerIndex.Write(_store.Temp, Index, summary));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tar.Dispose();
        if (!_committed)
        {
            File.Delete(_tarPath);
        }
    }
}
