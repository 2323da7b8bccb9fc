using Drydock.Images.Records;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Resolving;

/// <summary>From a reference to an image: the store's when it is there, otherwise the registry's.</summary>
public sealed class ImageResolver(Store store, RegistryClient client)
{
    /// <summary>Speaks with the registries.</summary>
    public RegistryClient Client => client;

    /// <summary>Resolves a reference.</summary>
    /// <param name="reference">What to look for; without tag and digest, <c>latest</c>.</param>
    /// <param name="platform">Which image of an index.</param>
    /// <param name="pull">Ask the registry even when the store has the image.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RegistryException">The registry failed or has no such image.</exception>
    /// <exception cref="ImageException">The image's documents cannot be used.</exception>
    public async Task<ResolvedImage> ResolveAsync(Reference reference, Platform platform, bool pull, CancellationToken cancellationToken)
    {
        reference = reference.WithDefaultTag();
        if (!pull && FindInStore(reference, platform) is { } local)
        {
            return local;
        }

        var source = new RegistryImageSource(client, reference);
        if (!pull && Recall(reference, platform, source) is { } remembered)
        {
            return remembered;
        }

        var image = await ManifestReader.ReadAsync(source, platform, cancellationToken);
        Remember(reference, platform, image);
        return image;
    }

    private void Remember(Reference reference, Platform platform, ResolvedImage image)
    {
        store.Blobs.WriteDocument(image.ConfigBytes);
        store.Resolutions.Write(new Resolution
        {
            Reference = reference.ToString(),
            Platform = platform.ToString(),
            Digest = image.Digest!.Value,
            Manifest = store.Blobs.WriteDocument(image.ManifestBytes!),
            Config = image.Id,
            Resolved = OciTime.Format(store.Time.GetUtcNow()),
        });
    }

    private ResolvedImage? Recall(Reference reference, Platform platform, RegistryImageSource source)
    {
        if (store.Resolutions.Find(reference.ToString(), platform.ToString()) is not { } resolution
            || !store.Blobs.Contains(resolution.Manifest) || !store.Blobs.Contains(resolution.Config))
        {
            return null;
        }

        store.Resolutions.MarkUsed(resolution, store.Time.GetUtcNow());
        var manifestBytes = store.Blobs.ReadDocument(resolution.Manifest);
        return ResolvedImage.Create(resolution.Digest, manifestBytes, store.Blobs.ReadDocument(resolution.Config), source);
    }

    /// <summary>The image the store has under a reference, an image ID or a unique prefix of one; null when it has none.</summary>
    /// <exception cref="ImageException">Several images have an ID with that prefix.</exception>
    public ResolvedImage? FindInStore(Reference reference, Platform? platform = null)
    {
        var record = ImageLookup.FindByReference(store, reference);
        record = record?.Platforms is null || platform is null ? record : ImageLookup.TryNarrow(store, record, platform);
        if (record is null)
        {
            return null;
        }

        var image = FromRecord(record);
        return platform is null || PlatformMatcher.Only(platform).Matches(image.Config.Platform) ? image : null;
    }

    /// <summary>The image of a record.</summary>
    public ResolvedImage FromRecord(ImageRecord record)
    {
        var configBytes = store.Blobs.ReadDocument(record.Id);
        var manifest = record.Manifest is { } digest && store.Blobs.Contains(digest) ? store.Blobs.ReadDocument(digest) : null;
        return new ResolvedImage
        {
            Id = record.Id,
            ConfigBytes = configBytes,
            Config = OciJson.Deserialize<ImageConfig>(configBytes),
            Digest = record.Manifest,
            ManifestBytes = manifest,
            Layers = [.. record.Layers.Select(l => new ResolvedLayer(l.DiffId, l.Blob))],
            Source = record.Origin is { } origin && Reference.TryParse(origin, out var from) && origin.Contains('/', StringComparison.Ordinal)
                ? new RegistryImageSource(client, from)
                : null,
        };
    }
}
