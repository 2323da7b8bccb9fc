using Drydock.Oci;

namespace Drydock.Storage.Checking;

/// <summary>Examines every image record: its name, its documents, its layers.</summary>
internal sealed class ImageCheck(CheckRun run, StoreInventory inventory, BlobCheck blobs)
{
    private ImageStore Images => run.Store.Images;

    public void Run()
    {
        foreach (var (path, record) in inventory.Images)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (record.Name is not null && !Reference.TryParse(record.Name, out _))
            {
                Report(record, "its name is not one that an image can have", () => run.MoveAside(path));
            }
            else if (Images.PathOf(record.Name ?? ImageStore.Untagged(record)) is var right && right != path)
            {
                Report(record, $"its record is in the wrong file {run.Relative(path)}", () => MoveTo(path, right));
            }
            else if (File.Exists(path))
            {
                Examine(path, record);
            }
        }
    }

    private void Examine(string path, ImageRecord record)
    {
        List<string> problems = [.. ImageValidator.ValidateRecord(run.Store, record), .. record.AllLayers.Where(IsDamaged).Select(l => $"layer {l.DiffId} is damaged")];
        if (problems.Count > 0)
        {
            Report(record, string.Join("; ", problems), () => Mend(record) ?? run.MoveAside(path));
        }
    }

    // After a repair it is not there, which the validation says.
    private bool IsDamaged(ImageLayer layer) => run.Store.Blobs.Contains(layer.DiffId) && !blobs.Whole.ContainsKey(layer.DiffId);

    // What is lost is said by name; what only has to be written again is.
    private string? Mend(ImageRecord record)
    {
        foreach (var lost in record.AllLayers.Where(l => run.Store.Layers.Find(l.DiffId) is null))
        {
            if (LayerRebuild.TryRun(run, LayerStore.IdOf(lost.DiffId)) is null)
            {
                return null;
            }
        }

        var mended = record with
        {
            Manifest = Present(record.Manifest),
            Layers = Mend(record.Layers),
            Platforms = record.Platforms?.Select(p => p with { Manifest = Present(p.Manifest), Layers = Mend(p.Layers) }).ToList(),
            Attestations = record.Attestations?.Where(a => run.Store.Blobs.Contains(a.Predicate)).ToList(),
        };
        run.Store.Layers.Sync([.. mended.AllLayers.Select(layer => layer.DiffId)]);
        if (ImageValidator.ValidateRecord(run.Store, mended).Count > 0)
        {
            return null;
        }

        Images.Write(mended);
        return "its record was written anew";
    }

    private Digest? Present(Digest? blob) => blob is { } digest && run.Store.Blobs.Contains(digest) ? blob : null;

    private IReadOnlyList<ImageLayer> Mend(IReadOnlyList<ImageLayer> layers) =>
        [.. layers.Select(l => run.Store.Layers.Find(l.DiffId) is { } found ? l with { TarBytes = found.TarBytes, FileBytes = found.FileBytes } : l)];

    private string MoveTo(string path, string right)
    {
        if (File.Exists(right))
        {
            return run.MoveAside(path);
        }

        File.Move(path, right);
        return "moved to where it is found";
    }

    private void Report(ImageRecord record, string problem, Func<string?> repair)
    {
        var name = record.Name ?? record.ShownId.ToString();
        var advice = record.Origin is { } origin && origin.Contains('/', StringComparison.Ordinal) ? $"pull {origin} again" : "make it again: build, load or import";
        run.Report(new StoreFinding(CheckedKind.Image, name, problem) { Advice = advice }, repair);
    }
}
