using Drydock.Layers;
using Drydock.Layers.Erofs;
using Drydock.Oci;

namespace Drydock.Storage.Checking;

/// <summary>Makes record and index of a layer again, from its tar.</summary>
internal static class LayerRebuild
{
    /// <summary>Makes them; null when the tar is not there, or is not what its name says.</summary>
    public static LayerRecord? TryRun(CheckRun run, string id)
    {
        var store = run.Store;
        if (!Digest.TryParse("sha256:" + id, out var diffId) || !store.Blobs.Contains(diffId))
        {
            return null;
        }

        var index = store.Rung == SnapshotRung.Erofs ? new ErofsIndexBuilder() : null;
        LayerSummary summary;
        try
        {
            using var tar = store.Blobs.OpenRead(diffId);
            summary = LayerImporter.Import(tar, Stream.Null, index, cancellationToken: run.Cancellation);
        }
        catch (LayerException)
        {
            return null;
        }

        if (summary.DiffId != diffId)
        {
            return null;
        }

        var known = RecordJson.Read<LayerRecord>(store.Layers.RecordPath(id));
        var record = new LayerRecord { Id = id, DiffId = diffId, TarBytes = summary.TarBytes, FileBytes = summary.FileBytes, Blobs = known?.Blobs };
        Directory.CreateDirectory(Path.GetDirectoryName(store.Layers.IndexOf(id))!);
        if (LayerIndex.Write(store.Temp, index, summary) is { } path)
        {
            HostSync.File(path);
            store.Layers.AdoptIndex(id, path);
        }

        store.Blobs.Sync(diffId);
        store.Layers.Write(record);
        return record;
    }
}
