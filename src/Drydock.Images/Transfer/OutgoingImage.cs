using Drydock.Images.Packing;
using Drydock.Images.Records;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>An image on its way out of the store; some of its layers may never have been in it.</summary>
/// <param name="Id">The image ID; its config is in the store.</param>
/// <param name="Manifest">The manifest it came by, which is kept where its blobs are; null for an image that was only built.</param>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record OutgoingImage(Digest Id, Digest? Manifest, IReadOnlyList<OutgoingLayer> Layers)
{
    /// <summary>Statements about it, which go with it.</summary>
    public IReadOnlyList<Attestation> Attestations { get; init; } = [];

    /// <summary>What the statements call it.</summary>
    public IReadOnlyList<Reference> Names { get; init; } = [];

    /// <summary>All images of a record, with their statements, for an index; null when it stands for one image that nothing is stated of.</summary>
    /// <param name="store">The store.</param>
    /// <param name="record">The record.</param>
    /// <param name="names">What the statements call it.</param>
    public static IReadOnlyList<(OutgoingImage Image, Platform Platform)>? OfIndex(Store store, ImageRecord record, IReadOnlyList<Reference> names)
    {
        if (record.Platforms is null && record.Attestations is not { Count: > 0 })
        {
            return null;
        }

        var images = record.Platforms?.Select(p => (Image: Of(p.Id, p.Manifest, p.Layers, record.RepoDigests), p.Platform)) ?? [(Of(record), record.Attestations![0].Platform)];
        return [.. images.Select(i => (i.Image with { Attestations = ImageStatements.Of(store, record, i.Platform), Names = names }, i.Platform))];
    }

    /// <summary>An image that the store has.</summary>
    public static OutgoingImage Of(ImageRecord image) => Of(image.Id, image.Manifest, image.Layers, image.RepoDigests);

    // Only with a manifest is there a digest to keep, for which bytes are worth being fetched again.
    private static OutgoingImage Of(Digest id, Digest? manifest, IReadOnlyList<ImageLayer> layers, IReadOnlyList<string>? origins) =>
        new(id, manifest, [.. layers.Select(l => new OutgoingLayer(l.DiffId, l.Blob, null) { Origins = manifest is null ? [] : origins ?? [] })]);
}

/// <summary>One layer of it.</summary>
/// <param name="DiffId">Digest of the uncompressed tar.</param>
/// <param name="Blob">The blob by which it is known; null for none.</param>
/// <param name="Source">Where the blob can be had when the store does not have the layer; null when it has.</param>
public sealed record OutgoingLayer(Digest DiffId, Descriptor? Blob, IImageSource? Source)
{
    /// <summary>What registries know an image by that has it in the form of the blob: names with digests.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
