using Drydock.Images.Sources;
using Drydock.Oci;

namespace Drydock.Images.Resolving;

/// <summary>One layer of a resolved image.</summary>
/// <param name="DiffId">Digest of the uncompressed tar.</param>
/// <param name="Blob">The blob at the source; null when the image is known from the store only.</param>
public sealed record ResolvedLayer(Digest DiffId, Descriptor? Blob);

/// <summary>An image whose metadata is known; its layers may not be in the store yet.</summary>
public sealed record ResolvedImage
{
    /// <summary>The image ID: the digest of the config.</summary>
    public required Digest Id { get; init; }

    /// <summary>The config as it came, byte for byte.</summary>
    public required byte[] ConfigBytes { get; init; }

    /// <summary>The config.</summary>
    public required ImageConfig Config { get; init; }

    /// <summary>The digest of the manifest or index that the name stands for; null for an image that was only built.</summary>
    public required Digest? Digest { get; init; }

    /// <summary>The manifest, byte for byte; null for an image that was only built.</summary>
    public required byte[]? ManifestBytes { get; init; }

    /// <summary>The layers, lowest first.</summary>
    public required IReadOnlyList<ResolvedLayer> Layers { get; init; }

    /// <summary>Where missing layers come from; null when the store has them all.</summary>
    public required IImageSource? Source { get; init; }

    /// <summary>Joins the documents of an image.</summary>
    /// <param name="digest">The digest that the name stands for.</param>
    /// <param name="manifestBytes">The manifest, verified.</param>
    /// <param name="configBytes">The config, verified.</param>
    /// <param name="source">Where layers come from.</param>
    /// <exception cref="ImageException">Manifest and config contradict each other.</exception>
    /// <exception cref="FormatException">A document is malformed or ambiguous.</exception>
    public static ResolvedImage Create(Digest digest, byte[] manifestBytes, byte[] configBytes, IImageSource source)
    {
        var manifest = OciDocuments.ReadManifest(manifestBytes);
        var config = OciDocuments.ReadConfig(configBytes);
        var diffIds = config.RootFs.DiffIds ?? [];
        if (diffIds.Count != manifest.Layers.Count)
        {
            throw new ImageException($"{source.Description}: the manifest has {manifest.Layers.Count} layers, but the config names {diffIds.Count}");
        }

        return new ResolvedImage
        {
            Id = manifest.Config.Digest,
            ConfigBytes = configBytes,
            Config = config,
            Digest = digest,
            ManifestBytes = manifestBytes,
            Layers = [.. manifest.Layers.Zip(diffIds, (blob, diffId) => new ResolvedLayer(diffId, blob))],
            Source = source,
        };
    }

    /// <summary>Identity of the stack of layers; empty for no layers.</summary>
    public Digest ChainId => Oci.ChainId.Of(Layers.Select(l => l.DiffId));
}
