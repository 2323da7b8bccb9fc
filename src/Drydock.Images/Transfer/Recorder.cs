using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>Makes records of images whose layers are in the store.</summary>
internal static class Recorder
{
    /// <summary>Keeps config and manifest of an image, and writes its record: under a name, or without one.</summary>
    /// <param name="store">The store, which has the layers.</param>
    /// <param name="image">The image.</param>
    /// <param name="name">Its name; one with a digest becomes a repository digest of the image, null gives it neither.</param>
    /// <param name="origin">What <see cref="ImageRecord.Origin"/> says.</param>
    public static ImageRecord Record(Store store, ResolvedImage image, Reference? name, string origin)
    {
        store.Blobs.WriteDocument(image.ConfigBytes);
        var siblings = store.Images.FindByIdPrefix(image.Id.Hex);
        var tag = name is { Digest.IsEmpty: true } ? name.ToString() : null;
        var record = new ImageRecord
        {
            Name = tag,
            Id = image.Id,
            Manifest = image.ManifestBytes is { } manifest ? store.Blobs.WriteDocument(manifest) : null,
            RepoDigests = RepoDigests(siblings, name, image.Digest),
            Layers = [.. image.Layers.Select(layer => Layer(store, image, layer))],
            Tagged = OciTime.Format(store.Time.GetUtcNow()),
            Origin = origin,
        };
        if (tag is null && siblings.FirstOrDefault(s => s.Name is not null) is { } named)
        {
            // The image is in the store under a name: that record learns the digest.
            record = record with { Name = named.Name, Tagged = named.Tagged };
        }

        store.Images.Write(record);
        return record;
    }

    /// <summary>Keeps config and manifest of an image for one platform, for the record of an index.</summary>
    public static PlatformImage PlatformImage(Store store, Platform platform, ResolvedImage image) => new(
        platform,
        store.Blobs.WriteDocument(image.ConfigBytes),
        image.ManifestBytes is { } manifest ? store.Blobs.WriteDocument(manifest) : null,
        [.. image.Layers.Select(layer => Layer(store, image, layer))]);

    /// <summary>The digests registries know an image by, one more added.</summary>
    public static IReadOnlyList<string>? RepoDigests(IEnumerable<ImageRecord> siblings, Reference? name, Digest? digest)
    {
        var known = siblings.SelectMany(s => s.RepoDigests ?? []);
        string[] all = name is not null && digest is { } added
            ? [.. known.Append(name.WithoutTagAndDigest().WithDigest(added).ToString()).Distinct()]
            : [.. known.Distinct()];
        return all.Length == 0 ? null : all;
    }

    private static ImageLayer Layer(Store store, ResolvedImage image, ResolvedLayer layer)
    {
        var record = store.Layers.Find(layer.DiffId) ?? throw new ImageException($"the store has lost layer {layer.DiffId}; pull or build the image again");
        // Archives do not compress, whatever the image was before; at a registry it is the form that was chosen for it.
        var isChosen = layer.Blob is { } blob && (blob.Digest != layer.DiffId || image.Source is RegistryImageSource);
        return new ImageLayer(layer.DiffId, record.TarBytes, record.FileBytes, isChosen ? layer.Blob : null);
    }
}
