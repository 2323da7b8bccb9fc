using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Packing;

/// <summary>An image as it leaves the store: config, manifest, and blobs that are all there.</summary>
/// <param name="Names">Full names, perhaps none.</param>
/// <param name="ConfigBytes">The config, whose digest is the image ID.</param>
/// <param name="Manifest">The manifest.</param>
/// <param name="ManifestBytes">Its bytes.</param>
/// <param name="Created">The image's creation time as in its config, or null.</param>
/// <param name="Platform">The image's platform.</param>
public sealed record PackedImage(
    IReadOnlyList<Reference> Names, byte[] ConfigBytes, Manifest Manifest, byte[] ManifestBytes, string? Created, Platform Platform) : PackedTarget(Names)
{
    /// <inheritdoc/>
    public override Descriptor Descriptor => Plain with { Annotations = DescriptorAnnotations };

    /// <summary>Annotations for what lists the manifest; null for none.</summary>
    public StringMap? DescriptorAnnotations { get; init; }

    private Descriptor Plain { get; } = Descriptor.Of(Manifest.MediaType!, ManifestBytes);

    /// <inheritdoc/>
    public override Descriptor Listed => Descriptor with { Platform = Platform };

    /// <inheritdoc/>
    public override string? CreatedText => Created;

    /// <inheritdoc/>
    public override PackedImage Main => this;

    /// <inheritdoc/>
    public override IReadOnlyList<PackedImage> Images => [this];

    /// <inheritdoc/>
    public override IEnumerable<(Descriptor Descriptor, byte[] Bytes)> Documents => [(Descriptor, ManifestBytes), (Manifest.Config, ConfigBytes)];

    /// <summary>Packs an image: compresses its layers as the options say, several at once, and writes a manifest.</summary>
    /// <exception cref="ImageException">The store has lost a layer.</exception>
    public static PackedImage Pack(Store store, Digest imageId, IReadOnlyList<Reference> names, PackOptions options)
    {
        var config = OciDocuments.ReadConfig(store.Blobs.ReadDocument(imageId));
        var packer = new LayerPacker(store, options);
        // The compressor of one layer uses all cores itself; layers one after another keep memory bounded.
        return Create(store, imageId, names, [.. (config.RootFs.DiffIds ?? []).Select(packer.Pack)], options);
    }

    /// <summary>Writes the manifest of an image whose layers have their form.</summary>
    /// <param name="store">Holds the config.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="names">Its names, perhaps none.</param>
    /// <param name="layers">The blobs of the layers, lowest first.</param>
    /// <param name="options">The media types.</param>
    public static PackedImage Create(Store store, Digest imageId, IReadOnlyList<Reference> names, IReadOnlyList<Descriptor> layers, PackOptions options)
    {
        var configBytes = store.Blobs.ReadDocument(imageId);
        var config = OciDocuments.ReadConfig(configBytes);
        var manifest = new Manifest
        {
            MediaType = options.OciMediaTypes ? MediaTypes.OciManifest : MediaTypes.DockerManifest,
            Config = new Descriptor
            {
                MediaType = options.OciMediaTypes ? MediaTypes.OciConfig : MediaTypes.DockerConfig,
                Digest = imageId,
                Size = configBytes.Length,
            },
            Layers = layers,
            Annotations = options.Annotations.For(AnnotationPlace.Manifest, config.Platform),
        };
        return new PackedImage(names, configBytes, manifest, OciJson.Serialize(manifest), config.Created, config.Platform)
        {
            DescriptorAnnotations = options.Annotations.For(AnnotationPlace.ManifestDescriptor, config.Platform),
        };
    }
}
