using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Records;

/// <summary>An image of the store with all its names: what several records say of one image ID.</summary>
public sealed class StoredImage
{
    private StoredImage(IReadOnlyList<ImageRecord> records, ImageConfig? config)
    {
        Records = records;
        Config = config;
        Names = [.. records.Select(r => r.Name).OfType<string>().Order(StringComparer.Ordinal).Select(Reference.Parse)];
        RepoDigests = [.. records.SelectMany(r => r.RepoDigests ?? []).Distinct().Order(StringComparer.Ordinal).Select(Reference.Parse)];
        Created = OciTime.TryParse(config?.Created, out var created) ? created : null;
    }

    /// <summary>The image ID; that of the index, when the image is for several platforms.</summary>
    public Digest Id => Records[0].ShownId;

    /// <summary>The records, one a name; at least one.</summary>
    public IReadOnlyList<ImageRecord> Records { get; }

    /// <summary>The config; null when the store has lost it.</summary>
    public ImageConfig? Config { get; }

    /// <summary>The names, sorted; none for a dangling image.</summary>
    public IReadOnlyList<Reference> Names { get; }

    /// <summary>What registries know the image by: names with a digest.</summary>
    public IReadOnlyList<Reference> RepoDigests { get; }

    /// <summary>When the image was made; null when its config does not tell.</summary>
    public DateTimeOffset? Created { get; }

    /// <summary>Bytes of regular files over all layers.</summary>
    public long SizeBytes => Records[0].SizeBytes;

    /// <summary>The layers, lowest first; of several platforms, those of the one that suits this machine.</summary>
    public IReadOnlyList<ImageLayer> Layers => Records[0].Layers;

    /// <summary>The layers of all platforms, each once.</summary>
    public IEnumerable<ImageLayer> AllLayers => Records[0].AllLayers;

    /// <summary>The images of an index; null when the image is for one platform.</summary>
    public IReadOnlyList<PlatformImage>? Platforms => Records[0].Platforms;

    /// <summary>When a name was last given, RFC 3339.</summary>
    public string LastTagged => Records.Select(r => r.Tagged).Max(StringComparer.Ordinal)!;

    /// <summary>Whether no name is left by which it could be found.</summary>
    public bool IsDangling => Names.Count == 0 && RepoDigests.Count == 0;

    /// <summary>All images of a store, the newest first.</summary>
    public static IReadOnlyList<StoredImage> All(Store store) =>
        [.. store.Images.All().GroupBy(r => r.ShownId).Select(g => Of(store, [.. g]))
            .OrderByDescending(i => i.Created).ThenBy(i => i.Id)];

    /// <summary>The image that a user's word names, or null.</summary>
    /// <exception cref="ImageException">The beginning of an ID fits several images.</exception>
    public static StoredImage? TryFind(Store store, string word) => ImageLookup.TryFind(store, word) is { } record ? Of(store, record) : null;

    /// <summary>The image that a user's word names.</summary>
    /// <exception cref="ImageException">There is none, or the beginning of an ID fits several images.</exception>
    public static StoredImage Find(Store store, string word) => Of(store, ImageLookup.Find(store, word));

    /// <summary>The image for one platform, with the names of the whole.</summary>
    /// <exception cref="ImageException">It has no image for the platform.</exception>
    public StoredImage For(Store store, Platform platform) =>
        Of(store, [.. Records.Select(r => ImageLookup.Narrow(store, r, platform))]);

    private static StoredImage Of(Store store, ImageRecord record) =>
        store.Images.FindByIdPrefix(record.ShownId.Hex).Where(r => r.ShownId == record.ShownId).ToList() is { Count: > 0 } records
            ? Of(store, records)
            : Of(store, [record]);

    private static StoredImage Of(Store store, IReadOnlyList<ImageRecord> records) => new(records, ReadConfig(store, records[0].Id));

    // A listing goes on although one image is damaged: it must still be seen to be removed.
    private static ImageConfig? ReadConfig(Store store, Digest id)
    {
        try
        {
            return OciDocuments.ReadConfig(store.Blobs.ReadDocument(id));
        }
        catch (Exception e) when (e is StoreException or FormatException)
        {
            return null;
        }
    }
}
