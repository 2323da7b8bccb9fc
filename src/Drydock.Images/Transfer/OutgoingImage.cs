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
    /// <summary>An image that the store has.</summary>
    public static OutgoingImage Of(ImageRecord image) =>
        Of(image.Id, image.Manifest, image.Layers);

    /// <summary>One image of an index that the store has.</summary>
    public static OutgoingImage Of(PlatformImage image) => Of(image.Id, image.Manifest, image.Layers);

    private static OutgoingImage Of(Digest id, Digest? manifest, IReadOnlyList<ImageLayer> layers) =>
        new(id, manifest, [.. layers.Select(l => new OutgoingLayer(l.DiffId, l.Blob, null))]);
}

/// <summary>One layer of it.</summary>
/// <param name="DiffId">Digest of the uncompressed tar.</param>
/// <param name="Blob">The blob by which it is known; null for none.</param>
/// <param name="Source">Where the blob can be had when the store does not have the layer; null when it has.</param>
public sealed record OutgoingLayer(Digest DiffId, Descriptor? Blob, IImageSource? Source);
