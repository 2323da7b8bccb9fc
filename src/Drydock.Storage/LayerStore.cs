using Drydock.Layers;
using Drydock.Linux.Files;
using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>
/// Layer trees. The tree of a layer with a tar is named by its DiffID: an index over the tar in
/// <c>blobs/</c>, or a directory unpacked from it. What a RUN left is a directory under an id of
/// its own until it is exported; from then on its record names the DiffID, and that tree is used.
/// </summary>
public sealed class LayerStore
{
    private static readonly Lazy<string> s_bootId = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    // The kernel writes dirty pages out after 30 s (vm.dirty_expire_centisecs) and looks every 5 s.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(90);

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
    internal static bool IsVoid(LayerRecord record) => record.UnsyncedBoot is not null && record.UnsyncedBoot != s_bootId.Value;

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
        var record = known ?? new LayerRecord { Id = id, DiffId = summary.DiffId, TarBytes = summary.TarBytes, FileBytes = summary.FileBytes, UnsyncedBoot = s_bootId.Value };
        if (known is null || (indexPath is not null && !File.Exists(IndexOf(id))))
        {
            Directory.CreateDirectory(Path.Combine(_directory, id));
            if (indexPath is not null)
            {
                File.Move(indexPath, IndexOf(id), overwrite: true);
            }

            _temp.WriteFile(RecordPath(id), RecordJson.Serialize(record), durable: false);
        }
        else if (indexPath is not null)
        {
            File.Delete(indexPath);
        }

        return record;
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
        var record = new LayerRecord { Id = id, UnsyncedBoot = s_bootId.Value };
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
            Trash(tempDirectory);
        }

        return record;
    }

    /// <summary>
    /// The directory unpacked from a layer's tar; null when there is none, or none that can be relied on: one that was
    /// made in another boot, shortly before it ended, may lack what its files held.
    /// </summary>
    public string? FindUnpacked(string id, DateTimeOffset now)
    {
        var directory = DirectoryOf(id);
        if (!File.Exists(UnpackedBoot(id)))
        {
            return Directory.Exists(directory) ? directory : null;
        }

        using var held = LockUnpacked(id);
        if (File.Exists(UnpackedBoot(id)) && File.ReadAllText(UnpackedBoot(id)) != s_bootId.Value)
        {
            if (Directory.Exists(directory))
            {
                Discard(directory);
            }

            File.Delete(UnpackedBoot(id));
        }
        else if (now - File.GetLastWriteTimeUtc(UnpackedBoot(id)) >= s_settled)
        {
            File.Delete(UnpackedBoot(id));
        }

        return Directory.Exists(directory) ? directory : null;
    }

    /// <summary>Takes a directory unpacked from a layer's tar as the tree of that layer.</summary>
    /// <returns>The path of the directory; another process may have put it there first.</returns>
    public string AdoptUnpacked(string id, string unpackedPath)
    {
        using var held = LockUnpacked(id);
        if (Directory.Exists(DirectoryOf(id)))
        {
            Trash(unpackedPath);
        }
        else
        {
            // Invariant: whenever the directory is there, so is the word that it may not be on disk yet.
            _temp.WriteFile(UnpackedBoot(id), System.Text.Encoding.ASCII.GetBytes(s_bootId.Value), durable: false);
            Directory.Move(unpackedPath, DirectoryOf(id));
        }

        return DirectoryOf(id);
    }

    /// <summary>Records the tar that a RUN's directory became; the tree of that DiffID is in the store already.</summary>
    public LayerRecord RecordTar(string id, LayerRecord tar)
    {
        var record = tar with { Id = id, Blobs = null, UnsyncedBoot = null };
        _temp.WriteFile(RecordPath(id), RecordJson.Serialize(record), durable: false);
        return record;
    }

    /// <summary>Whether a layer is there and not yet on disk for good.</summary>
    internal bool IsUnsynced(Digest diffId) => Find(diffId) is { UnsyncedBoot: not null };

    /// <summary>Puts a layer on disk for good: what an image names must survive a crash of the machine.</summary>
    public void Sync(Digest diffId)
    {
        if (Find(diffId) is { UnsyncedBoot: not null } record)
        {
            SideBySide.Do(() => _blobs.Sync(diffId), () => HostSync.File(IndexOf(record.Id)));
            _temp.WriteFile(RecordPath(record.Id), RecordJson.Serialize(record with { UnsyncedBoot = null }));
        }
    }

    /// <summary>
    /// Keeps a layer beyond this boot when it was written long enough ago: by then the kernel has
    /// written out what a directory holds, and syncing a tar costs nothing any more. To be called
    /// for layers that are used again; so the cache survives a restart without any step waiting for the disk.
    /// </summary>
    public void Settle(LayerRecord record, DateTimeOffset now)
    {
        if (record.UnsyncedBoot is null || now - File.GetLastWriteTimeUtc(RecordPath(record.Id)) < s_settled)
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
    public void Delete(string id) => Discard(Path.Combine(_directory, id));

    private void Discard(string directory)
    {
        var trash = _temp.NewPath("trash");
        Directory.Move(directory, trash);
        Trash(trash);
    }

    private string UnpackedBoot(string id) => Path.Combine(_directory, id, "unpacked-in");

    private FileLock LockUnpacked(string id) => FileLock.Acquire(Path.Combine(_directory, id, "unpacked.lock"), LockMode.Exclusive);

    private static void Trash(string path) => HostTree.Remove(path);

    internal string RecordPath(string id) => Path.Combine(_directory, id, "layer.json");
}
