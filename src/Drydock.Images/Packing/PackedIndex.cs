using Drydock.Images.Records;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Packing;

/// <summary>The index of images for several platforms, as it leaves the store.</summary>
/// <param name="Names">Full names, perhaps none.</param>
/// <param name="Main">The image for those who can have one only.</param>
/// <param name="Images">The images, in the order of the index.</param>
/// <param name="Index">The index.</param>
/// <param name="IndexBytes">Its bytes.</param>
/// <param name="Attestations">Statements about the images.</param>
public sealed record PackedIndex(
    IReadOnlyList<Reference> Names,
    PackedImage Main,
    IReadOnlyList<PackedImage> Images,
    ImageIndex Index,
    byte[] IndexBytes,
    IReadOnlyList<PackedAttestation> Attestations) : PackedTarget(Names)
{
    /// <inheritdoc/>
    public override Descriptor Descriptor => Plain with { Annotations = DescriptorAnnotations };

    /// <summary>Annotations for what lists the index; null for none.</summary>
    public StringMap? DescriptorAnnotations { get; init; }

    private Descriptor Plain { get; } = Descriptor.Of(Index.MediaType!, IndexBytes);

    /// <inheritdoc/>
    public override Descriptor Listed => Descriptor;

    /// <inheritdoc/>
    public override string? CreatedText => Main.Created;

    /// <inheritdoc/>
    public override PackedImage Main { get; } = Main;

    /// <inheritdoc/>
    public override IReadOnlyList<PackedImage> Images { get; } = Images;

    /// <inheritdoc/>
    public override IEnumerable<(Descriptor Descriptor, byte[] Bytes)> Documents => 
        [(Descriptor, IndexBytes), .. Images.SelectMany(i => i.Documents), .. Attestations.SelectMany(a => a.Documents)];

    /// <summary>Joins images to an index.</summary>
    /// <param name="names">Names of the whole, perhaps none.</param>
    /// <param name="images">The images with their platforms, in the order wanted.</param>
    /// <param name="main">The one for those who can have one only.</param>
    /// <param name="options">The media types and annotations.</param>
    /// <param name="attestations">Statements about an image, none for most.</param>
    public static PackedIndex Create(
        IReadOnlyList<Reference> names,
        IReadOnlyList<PackedImage> images,
        PackedImage main,
        PackOptions options,
        Func<PackedImage, IReadOnlyList<Attestation>>? attestations = null)
    {
        var stated = images.Select(i => (Image: i, All: attestations?.Invoke(i) ?? [])).Where(s => s.All.Count > 0)
            .Select(s => PackedAttestation.Create(s.Image.Descriptor, s.Image.Platform, names, s.All)).ToList();
        var index = new ImageIndex
        {
            MediaType = options.OciMediaTypes ? MediaTypes.OciIndex : MediaTypes.DockerManifestList,
            Manifests = [.. images.Select(i => i.Listed), .. stated.Select(a => a.Listed)],
            Annotations = options.Annotations.For(AnnotationPlace.Index),
        };
        return new PackedIndex(names, main, images, index, OciJson.Serialize(index), stated) { DescriptorAnnotations = options.Annotations.For(AnnotationPlace.IndexDescriptor) };
    }

    /// <summary>Packs all images of a record: compresses their layers as the options say.</summary>
    /// <param name="store">The store.</param>
    /// <param name="record">A record with platforms, or with statements.</param>
    /// <param name="names">Names of the whole, perhaps none.</param>
    /// <param name="options">The form.</param>
    /// <exception cref="ImageException">The store has lost a layer.</exception>
    public static PackedIndex Pack(Store store, ImageRecord record, IReadOnlyList<Reference> names, PackOptions options)
    {
        var images = record.Platforms?.Select(p => PackedImage.Pack(store, p.Id, [], options) with { Platform = p.Platform }).ToList()
            ?? [PackedImage.Pack(store, record.Id, [], options)];
        return Create(names, images, images.First(i => i.Manifest.Config.Digest == record.Id), options, image => ImageStatements.Of(store, record, image.Platform));
    }
}
