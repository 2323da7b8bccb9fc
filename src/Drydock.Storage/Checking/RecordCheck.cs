using System.Text.Json;
using Drydock.Oci;
using Drydock.Storage.Builds;
using Drydock.Storage.Containers;

namespace Drydock.Storage.Checking;

/// <summary>Examines records of the build cache, of builds and of containers: what they name must be there.</summary>
internal sealed class RecordCheck(CheckRun run, StoreInventory inventory)
{
    private Store Store => run.Store;

    public void Run()
    {
        CheckCache();
        CheckResolutions();
        CheckNotes();
        CheckFailedSteps();
        CheckContainers();
        CheckDirectories();
    }

    private void CheckCache()
    {
        foreach (var (path, record) in inventory.Cache)
        {
            if (!Digest.TryParse("sha256:" + Path.GetFileName(path), out var key) || Store.Cache.PathOf(key) != path)
            {
                Report(CheckedKind.Cache, path, "its name is no key", () => CheckRun.Remove(path));
            }
            else if (record.Layer is { } layer && Store.Layers.Find(layer) is null)
            {
                // After a stop of the machine its layer is gone as it should be: the step runs again.
                var isVoid = inventory.Layers.GetValueOrDefault(layer) is { } known && LayerStore.IsVoid(known);
                Report(CheckedKind.Cache, path, $"its layer {layer} is not there", () => LayerRebuild.TryRun(run, layer) is null ? CheckRun.Remove(path) : "its layer was made again from its tar", isVoid);
            }
        }
    }

    private void CheckResolutions()
    {
        foreach (var (path, record) in inventory.Resolutions)
        {
            if (Store.Resolutions.PathOf(record.Reference, record.Platform) != path)
            {
                Report(CheckedKind.Base, path, $"it is that of {record.Reference}", () => CheckRun.Remove(path));
            }
            else if (!Store.Blobs.Contains(record.Manifest) || !Store.Blobs.Contains(record.Config))
            {
                run.Report(new StoreFinding(CheckedKind.Base, record.Reference, "its manifest or config is not there"), () => CheckRun.Remove(path));
            }
        }
    }

    private void CheckNotes()
    {
        foreach (var path in Directory.EnumerateFiles(Store.Paths.Builds, "*", SearchOption.AllDirectories))
        {
            run.Read<BuildRecord>(path, CheckedKind.Note, mayBeEmpty: true);
        }

        foreach (var path in Directory.EnumerateFiles(Store.Paths.Contexts).Where(p => !FileDigestIndex.IsReadable(p)))
        {
            Report(CheckedKind.Note, path, "it is no index of file digests", () => CheckRun.Remove(path));
        }
    }

    private void CheckFailedSteps()
    {
        foreach (var directory in Directory.Exists(Store.Paths.FailedSteps) ? Directory.GetDirectories(Store.Paths.FailedSteps) : [])
        {
            try
            {
                var step = RecordJson.Parse<FailedStep>(File.ReadAllBytes(Path.Combine(directory, "step.json")));
                if (step.Layers.Concat(step.Mounts.SelectMany(m => m.Layers ?? [])).FirstOrDefault(l => Store.Layers.Find(l) is null) is { } lost)
                {
                    Report(CheckedKind.Note, directory, $"layer {lost} below the failed step is not there", () => CheckRun.Remove(directory));
                }
            }
            catch (Exception e) when (e is JsonException or IOException)
            {
                // It is written unsynced: a machine that stopped leaves it empty.
                Report(CheckedKind.Note, directory, "the failed step has no record", () => CheckRun.Remove(directory), leftover: true);
            }
        }
    }

    private void CheckContainers()
    {
        foreach (var (path, record) in inventory.Containers)
        {
            var lost = record.Layers.FirstOrDefault(l => Store.Layers.Find(l) is null);
            if (lost is not null)
            {
                // What was written in it is the user's: it stays.
                var advice = $"pull or build {record.Image} again, or remove the container: drydock rm {record.Name}";
                run.Report(new StoreFinding(CheckedKind.Container, record.Name, $"layer {lost} is not there") { Advice = advice }, () => RebuildLayers(record));
            }
            else if (!File.Exists(Path.Combine(path, "layers")))
            {
                run.Report(new StoreFinding(CheckedKind.Container, record.Name, "the list of what it stands on is not there"), () => WriteLayers(record));
            }
        }

        foreach (var path in Directory.EnumerateDirectories(Store.Paths.Containers).Where(p => !File.Exists(Path.Combine(p, "container.json"))))
        {
            // Being removed, perhaps, by another process.
            if (Directory.Exists(path))
            {
                Report(CheckedKind.Container, path, "it has no record", () => run.MoveAside(path));
            }
        }
    }

    private string? RebuildLayers(ContainerRecord record) =>
        record.Layers.All(l => Store.Layers.Find(l) is not null || LayerRebuild.TryRun(run, l) is not null) ? "its layers were made again from their tars" : null;

    private string WriteLayers(ContainerRecord record)
    {
        ContainerStore.WriteLayers(Store.Containers.DirectoryOf(record.Id), record);
        return "written anew";
    }

    private void CheckDirectories()
    {
        foreach (var path in new[] { Store.Paths.CacheMounts, Store.Paths.Volumes }.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories))
        {
            if (!Directory.Exists(Path.Combine(path, "files")) && Directory.Exists(path))
            {
                Report(CheckedKind.Volume, path, "it has no files", () => run.MoveAside(path));
            }
        }
    }

    private void Report(CheckedKind kind, string path, string problem, Func<string?> repair, bool leftover = false) =>
        run.Report(new StoreFinding(kind, run.Relative(path), problem) { IsLeftover = leftover }, repair);
}
