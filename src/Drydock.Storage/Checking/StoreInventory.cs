using Drydock.Oci;
using Drydock.Storage.Containers;

namespace Drydock.Storage.Checking;

/// <summary>All records of a store that can be read, and what they name.</summary>
internal sealed class StoreInventory
{
    private StoreInventory()
    {
    }

    /// <summary>Image records with their files.</summary>
    public required IReadOnlyList<(string Path, ImageRecord Record)> Images { get; init; }

    /// <summary>Remembered resolutions with their files.</summary>
    public required IReadOnlyList<(string Path, Resolution Record)> Resolutions { get; init; }

    /// <summary>Cache records with their files.</summary>
    public required IReadOnlyList<(string Path, CacheRecord Record)> Cache { get; init; }

    /// <summary>Records of layer trees by the names of their directories; null for those that have none.</summary>
    public required IReadOnlyDictionary<string, LayerRecord?> Layers { get; init; }

    /// <summary>Containers with their directories.</summary>
    public required IReadOnlyList<(string Path, ContainerRecord Record)> Containers { get; init; }

    /// <summary>Names of blobs and ids of layer trees that some record names.</summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether some record names a blob; those of layers that are void do not count.</summary>
    public bool IsNamed(Digest digest) => Named.Contains(digest.Hex);

    /// <summary>Reads all records; what cannot be read is reported.</summary>
    public static StoreInventory Read(CheckRun run)
    {
        var paths = run.Store.Paths;
        var inventory = new StoreInventory
        {
            Images = ReadAll<ImageRecord>(run, Directory.EnumerateFiles(paths.Images), CheckedKind.Image, keep: true),
            Resolutions = ReadAll<Resolution>(run, Directory.EnumerateFiles(paths.Resolutions), CheckedKind.Base),
            Cache = ReadAll<CacheRecord>(run, Directory.EnumerateFiles(paths.Cache, "*", SearchOption.AllDirectories), CheckedKind.Cache, mayBeEmpty: true),
            Layers = run.Store.Layers.All().ToDictionary(id => id, id => run.Read<LayerRecord>(run.Store.Layers.RecordPath(id), CheckedKind.Layer, mayBeEmpty: true)),
            Containers = [.. Directory.EnumerateDirectories(paths.Containers)
                .Select(d => (d, run.Read<ContainerRecord>(Path.Combine(d, "container.json"), CheckedKind.Container, keep: true)))
                .Where(c => c.Item2 is not null).Select(c => (c.d, c.Item2!))],
        };
        inventory.Collect(run.Store);
        return inventory;
    }

    private static List<(string Path, T Record)> ReadAll<T>(CheckRun run, IEnumerable<string> files, CheckedKind kind, bool keep = false, bool mayBeEmpty = false)
        where T : class
    {
        var records = new List<(string, T)>();
        foreach (var path in files)
        {
            if (run.Read<T>(path, kind, keep, mayBeEmpty) is { } record)
            {
                records.Add((path, record));
            }
        }

        return records;
    }

    private void Collect(Store store)
    {
        foreach (var (_, image) in Images)
        {
            Add([.. image.Blobs, .. image.AllLayers.Select(l => l.DiffId)]);
        }

        foreach (var (_, resolution) in Resolutions)
        {
            Add([resolution.Manifest, resolution.Config]);
        }

        Named.UnionWith(Cache.Select(c => c.Record.Layer).OfType<string>());
        Named.UnionWith(store.ContainerLayers());
        Named.UnionWith(store.FailedSteps.Layers());
        foreach (var record in Layers.Values.OfType<LayerRecord>().Where(r => !LayerStore.IsVoid(r)))
        {
            Add([.. new[] { record.DiffId }.OfType<Digest>(), .. (record.Blobs ?? []).Select(b => b.Digest)]);
        }
    }

    private void Add(IEnumerable<Digest> digests) => Named.UnionWith(digests.Select(d => d.Hex));
}
