using Drydock.Layers;
using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>
/// Layer trees. The tree of a layer with a tar is named by its DiffID: an index over the tar in
/// <c>blobs/</c>, or a directory unpacked from it. What a RUN left is a directory under an id of
/// its own until it is exported; from then on its record names the DiffID, and that tree is used.
/// </summary>
public sealed class LayerStore
{
    /// <summary>How many folders of hot files a layer can have.</summary>
    internal const int MostHotFolders = 4;

    private readonly string _directory;
    private readonly BlobStore _blobs;
    private readonly TempArea _temp;

    internal LayerStore(string directory, BlobStore blobs, TempArea temp)
    {
        _directory = directory;
        _blobs = blobs;
        _temp = temp;
    }

    /// <summary>The id of the tree of the layer with this DiffID.</summary>
    public static string IdOf(Digest diffId) => diffId.Hex;

    /// <summary>The directory of a directory tree.</summary>
    public string DirectoryOf(string id) => Path.Combine(_directory, id, "fs");

    /// <summary>The EROFS index of an indexed tree.</summary>
    public string IndexOf(string id) => Path.Combine(_directory, id, "index.erofs");

    /// <summary>
    /// The record of a layer that can be used: its tar is there, or its directory is and survived.
    /// Null otherwise; the step that made it must run again, or the layer be fetched again.
    /// </summary>
    public LayerRecord? Find(string id)
    {
        if (RecordJson.Read<LayerRecord>(RecordPath(id)) is not { } record)
        {
            return null;
        }

        if (IsVoid(record))
        {
            return null;
        }

        if (record.DiffId is not { } diffId)
        {
            return record;
        }

        // What a RUN left is as good as the tar it became.
        return id == IdOf(diffId) ? (_blobs.Contains(diffId) ? record : null) : Find(diffId) is null ? null : record;
    }

    /// <summary>Whether a layer was written in another boot, and never put on disk for good.</summary>
    internal static bool IsVoid(LayerRecord record) => record.UnsyncedBoot is not null && record.UnsyncedBoot != BootId.Current;

    /// <summary>The record of the layer with this DiffID, or null.</summary>
    public LayerRecord? Find(Digest diffId) => Find(IdOf(diffId));

    /// <summary>
    /// Takes a finished layer tar, and the index over it when there is one, from <c>tmp/</c>.
    /// </summary>
    /// <param name="tarPath">The tar.</param>
    /// <param name="summary">What its writer counted and hashed.</param>
    /// <param name="indexPath">The EROFS index over it; null where indexes are not used or could not express it.</param>
    public LayerRecord AdoptTar(string tarPath, LayerSummary summary, string? indexPath)
    {
        // Invariant: a record is written after what it names.
        var id = IdOf(summary.DiffId);
        var known = Find(id);
        _blobs.Adopt(tarPath, summary.DiffId, replace: known is null);
        var record = known ?? new LayerRecord { Id = id, DiffId = summary.DiffId, TarBytes = summary.TarBytes, FileBytes = summary.FileBytes, UnsyncedBoot = BootId.Current };
        if (known is null || (indexPath is not null && !File.Exists(IndexOf(id))))
        {
            Directory.CreateDirectory(Path.Combine(_directory, id));
            if (indexPath is not null)
            {
                AdoptIndex(id, indexPath);
            }

            _temp.WriteFile(RecordPath(id), RecordJson.Serialize(record), durable: false);
        }
        else if (indexPath is not null)
        {
            File.Delete(indexPath);
        }

        return record;
    }

    /// <summary>Takes the index over a layer's tar, in place of one that was there.</summary>
    internal void AdoptIndex(string id, string indexPath)
    {
        if (File.Exists(IndexOf(id)))
        {
            // Directories that a layer only implies can have other attributes in another index.
            foreach (var folder in Hot(id))
            {
                folder.Remove();
            }
        }

        File.Move(indexPath, IndexOf(id), overwrite: true);
    }

    /// <summary>Writes the record of a layer anew, for good.</summary>
    internal void Write(LayerRecord record)
    {
        Directory.CreateDirectory(Path.Combine(_directory, record.Id));
        _temp.WriteFile(RecordPath(record.Id), RecordJson.Serialize(record));
    }

    /// <summary>Takes the directory tree that a RUN left from <c>tmp/</c>: <paramref name="tempDirectory"/> holds <c>fs/</c>.</summary>
    public LayerRecord AdoptDirectory(string tempDirectory) => AdoptDirectory(tempDirectory, $"run-{Guid.NewGuid():N}");

    /// <summary>Takes a directory tree under an id; one that cannot be used any more makes room, one that can stays.</summary>
    internal LayerRecord AdoptDirectory(string tempDirectory, string id)
    {
        var record = new LayerRecord { Id = id, UnsyncedBoot = BootId.Current };
        _temp.WriteFile(Path.Combine(tempDirectory, "layer.json"), RecordJson.Serialize(record), durable: false);
        try
        {
            if (Directory.Exists(Path.Combine(_directory, id)) && Find(id) is null)
            {
                Delete(id);
            }

            Directory.Move(tempDirectory, Path.Combine(_directory, id));
        }
        catch (IOException) when (Find(id) is not null)
        {
            HostTree.Remove(tempDirectory);
        }

        return record;
    }

    /// <summary>
    /// The directory unpacked from a layer's tar; null when there is none, or none that can be relied on: one that was
    /// made in another boot, shortly before it ended, may lack what its files held.
    /// </summary>
    public string? FindUnpacked(string id, DateTimeOffset now) => Unpacked(id).Find(now);

    /// <summary>Takes a directory unpacked from a layer's tar as the tree of that layer.</summary>
    /// <returns>The path of the directory; another process may have put it there first.</returns>
    public string AdoptUnpacked(string id, string unpackedPath)
    {
        Unpacked(id).Adopt(unpackedPath);
        return DirectoryOf(id);
    }

    /// <summary>
    /// The folders with copies of files of an indexed layer that RUN steps read much, the latest first. Laid over the
    /// mounted index they change nothing of what is seen.
    /// </summary>
    internal IReadOnlyList<string> FindHot(string id, DateTimeOffset now) =>
        [.. Hot(id).Select(folder => folder.Find(now)).OfType<string>()];

    /// <summary>The same folders, to be looked at only.</summary>
    internal IEnumerable<string> HotFolders(string id) => Hot(id).Where(folder => folder.IsUsable()).Select(folder => folder.Path);

    /// <summary>Takes copies of some files of a layer, unless another process was faster.</summary>
    /// <param name="id">The layer.</param>
    /// <param name="known">The folders that it had when these files were found to be missing there; fewer than <see cref="MostHotFolders"/>.</param>
    /// <param name="madePath">The copies, in <c>tmp/</c>.</param>
    internal void AdoptHot(string id, IReadOnlyList<string> known, string madePath) =>
        Hot(id).Last(folder => !known.Contains(folder.Path)).Adopt(madePath);

    /// <summary>Notes that steps were executed in a layer.</summary>
    /// <returns>Whether that had been noted before.</returns>
    internal bool NoteExecution(string id)
    {
        var mark = Path.Combine(_directory, id, "executed");
        if (File.Exists(mark))
        {
            return true;
        }

        File.WriteAllBytes(mark, []);
        return false;
    }

    private IEnumerable<DerivedFolder> Hot(string id) =>
        Enumerable.Range(0, MostHotFolders).Select(n => MostHotFolders - 1 - n).Select(n => new DerivedFolder(_temp, Path.Combine(_directory, id), $"hot-{n}", $"hot-{n}-in"));

    private DerivedFolder Unpacked(string id) => new(_temp, Path.Combine(_directory, id), "fs", "unpacked-in");

    /// <summary>Records the tar that a RUN's directory became; the tree of that DiffID is in the store already.</summary>
    public LayerRecord RecordTar(string id, LayerRecord tar)
    {
        var record = tar with { Id = id, Blobs = null, UnsyncedBoot = null };
        _temp.WriteFile(RecordPath(id), RecordJson.Serialize(record), durable: false);
        return record;
    }

    /// <summary>
    /// Puts layers on disk for good, those that are not yet: what an image names must survive a crash of the machine. Many
    /// take little longer than one.
    /// </summary>
    /// <exception cref="IOException">Something could not be put on disk.</exception>
    public void Sync(params IReadOnlyList<Digest> diffIds)
    {
        List<LayerRecord> records = [.. diffIds.Distinct().Select(Find).OfType<LayerRecord>().Where(record => record.UnsyncedBoot is not null)];
        SideBySide.Do([.. records.SelectMany(record => (Action[])[() => _blobs.Sync(record.DiffId!.Value), () => HostSync.File(IndexOf(record.Id))])]);

        // Invariant: a record is written after what it names.
        SideBySide.Do([.. records.Select(record => (Action)(() => _temp.WriteFile(RecordPath(record.Id), RecordJson.Serialize(record with { UnsyncedBoot = null }))))]);
    }

    /// <summary>
    /// Keeps a layer beyond this boot when it was written long enough ago: by then the kernel has
    /// written out what a directory holds, and syncing a tar costs nothing any more. To be called
    /// for layers that are used again; so the cache survives a restart without any step waiting for the disk.
    /// </summary>
    public void Settle(LayerRecord record, DateTimeOffset now)
    {
        if (record.UnsyncedBoot is null || now - File.GetLastWriteTimeUtc(RecordPath(record.Id)) < DerivedFolder.Settled)
        {
            return;
        }

        if (record.DiffId is { } diffId)
        {
            Sync(diffId);
        }
        else
        {
            _temp.WriteFile(RecordPath(record.Id), RecordJson.Serialize(record with { UnsyncedBoot = null }));
        }
    }

    /// <summary>Remembers a compressed form of a layer's tar; the blob is in the store already.</summary>
    public void RecordBlob(Digest diffId, Descriptor blob)
    {
        if (Find(diffId) is { } record && record.Blobs?.Any(b => b.Digest == blob.Digest) != true)
        {
            _temp.WriteFile(RecordPath(record.Id), RecordJson.Serialize(record with { Blobs = [.. record.Blobs ?? [], blob] }));
        }
    }

    /// <summary>The ids of all layer trees, in no particular order.</summary>
    public IEnumerable<string> All() => Directory.EnumerateDirectories(_directory).Select(d => Path.GetFileName(d)!);

    /// <summary>Bytes of the files of a layer tree; the tar below an index is a blob and does not count.</summary>
    public long SizeOf(string id) => HostTree.SizeOf(Path.Combine(_directory, id));

    /// <summary>Moves a layer tree out of sight in one step; its files are removed afterwards.</summary>
    public void Delete(string id) => _temp.Discard(Path.Combine(_directory, id));

    internal string RecordPath(string id) => Path.Combine(_directory, id, "layer.json");
}
