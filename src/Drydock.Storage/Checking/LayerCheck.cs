using Drydock.Oci;

namespace Drydock.Storage.Checking;

/// <summary>Compares every layer tree with its record, and record, index and unpacked directory with the tar.</summary>
internal sealed class LayerCheck(CheckRun run, StoreInventory inventory, BlobCheck blobs)
{
    private LayerStore Layers => run.Store.Layers;

    public void Run(bool alone)
    {
        // What is below goes first: the record of a RUN counts on that of its tar.
        foreach (var (id, record) in inventory.Layers.OrderBy(l => l.Value?.DiffId?.Hex != l.Key).ThenBy(l => l.Key, StringComparer.Ordinal))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (record is null)
            {
                // Another process may be about to write the record.
                if (alone)
                {
                    ReportWithoutRecord(id);
                }
            }
            else if (record.Id != id)
            {
                Report(id, $"its record is that of {record.Id}", () => Rebuild(id) ?? Remove(id));
            }
            else if (LayerStore.IsVoid(record))
            {
                Report(id, "it was not on disk for good when the machine stopped", () => Remove(id), leftover: true);
            }
            else if (record.DiffId is not { } diffId)
            {
                ExamineDirectory(id);
            }
            else if (id == LayerStore.IdOf(diffId))
            {
                ExamineTar(record, diffId);
            }
            else if (Layers.Find(diffId) is null)
            {
                Report(id, $"the store has lost {diffId}, which it became", () => RevertToDirectory(record) ?? Remove(id), leftover: !inventory.Named.Contains(id));
            }
        }
    }

    private void ReportWithoutRecord(string id)
    {
        if (Directory.Exists(PathOf(id)))
        {
            var named = inventory.Named.Contains(id);
            Report(id, "it has no record", () => (named ? Rebuild(id) : null) ?? Remove(id), leftover: !named);
        }
    }

    private void ExamineDirectory(string id)
    {
        if (!Directory.Exists(Layers.DirectoryOf(id)))
        {
            Report(id, "its files are not there", () => Remove(id));
        }
    }

    private void ExamineTar(LayerRecord record, Digest diffId)
    {
        if (!blobs.Whole.TryGetValue(diffId, out var summary) || summary is null)
        {
            // Without it nothing can be mended: a build or pull makes the layer again.
            Report(record.Id, run.Store.Blobs.Contains(diffId) ? "its tar is damaged" : "its tar is not there", () => Remove(record.Id));
            return;
        }

        if (record.TarBytes != summary.TarBytes || record.FileBytes != summary.FileBytes)
        {
            Report(
                record.Id,
                $"its record says {record.TarBytes} bytes with {record.FileBytes} of files, but the tar has {summary.TarBytes} with {summary.FileBytes}",
                () => Rebuild(record.Id));
        }

        if (File.Exists(Layers.IndexOf(record.Id)) && !IsWhole(Layers.IndexOf(record.Id), diffId))
        {
            Report(record.Id, "its index does not match", () => Rebuild(record.Id));
        }

        if (Directory.Exists(Layers.DirectoryOf(record.Id)) && UnpackedCheck.Difference(run, diffId, Layers.DirectoryOf(record.Id)) is { } difference)
        {
            // It is unpacked again when it is wanted.
            Report(record.Id, $"its unpacked directory is not what the tar holds: {difference}", () => CheckRun.Remove(Layers.DirectoryOf(record.Id)));
        }

        foreach (var (folder, different) in HotCheck.Differences(run, diffId, [.. Layers.HotFolders(record.Id)]))
        {
            Report(record.Id, $"its folder of hot files is not what the tar holds: {different}", () => CheckRun.Remove(folder));
        }
    }

    private static bool IsWhole(string index, Digest diffId)
    {
        try
        {
            return LayerIndex.IsWhole(index, diffId);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string? Rebuild(string id) => LayerRebuild.TryRun(run, id) is null ? null : "made again from its tar";

    private string Remove(string id)
    {
        Layers.Delete(id);
        return "removed";
    }

    private string? RevertToDirectory(LayerRecord record)
    {
        if (!Directory.Exists(Layers.DirectoryOf(record.Id)))
        {
            return null;
        }

        Layers.Write(record with { DiffId = null, TarBytes = 0, FileBytes = 0 });
        return "its files are used instead";
    }

    private string PathOf(string id) => Path.GetDirectoryName(Layers.RecordPath(id))!;

    private void Report(string id, string problem, Func<string?> repair, bool leftover = false) =>
        run.Report(new StoreFinding(CheckedKind.Layer, id, problem) { IsLeftover = leftover }, repair);
}
