using Drydock.Images.Analysis;
using Drydock.Images.Records;
using Drydock.Layers.Folding;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Folding;

/// <summary>Makes a smaller image of one that exists.</summary>
public static class ImageSquasher
{
    /// <summary>Writes the image with its layers in another form. The old image stays.</summary>
    /// <param name="store">The store.</param>
    /// <param name="image">The image.</param>
    /// <param name="from">What not to touch: another image that this one was built from, or the DiffID (or its beginning) of the last layer to keep; null for nothing.</param>
    /// <param name="form">The form.</param>
    /// <param name="name">A name for the new image, or null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The new image, and what became of the layers.</returns>
    /// <exception cref="ImageException">The image is not whole, or <paramref name="from"/> is neither an image below it nor a layer of it.</exception>
    public static (ImageRecord Image, FoldedLayers Layers) Squash(Store store, StoredImage image, string? from, LayerForm form, Reference? name, CancellationToken cancellationToken)
    {
        var config = image.Config ?? throw new ImageException($"the store has lost the config of image {image.Id}; pull or build the image again");
        var layers = image.Layers
            .Select(l => store.Layers.Find(l.DiffId) ?? throw new ImageException($"the store has lost layer {l.DiffId} of image {image.Id}; pull or build the image again"))
            .ToList();
        var folded = new ImageFolder(store).Fold(layers, ImageLayers.CountBelow(store, image, from), form, cancellationToken);
        var changed = config with
        {
            RootFs = new RootFs { DiffIds = [.. folded.Layers.Select(l => l.DiffId!.Value)] },
            History = config.History is { } history ? folded.Apply(history) : null,
        };
        var record = new ImageRecord
        {
            Name = name?.ToString(),
            Id = store.Blobs.WriteDocument(OciJson.Serialize(changed)),
            Layers = [.. folded.Layers.Select(l => new ImageLayer(l.DiffId!.Value, l.TarBytes, l.FileBytes, null))],
            Tagged = OciTime.Format(store.Time.GetUtcNow()),
            Origin = "build",
        };
        if (name is not null || store.Images.FindByIdPrefix(record.Id.Hex).Count == 0)
        {
            store.Images.Write(record);
        }

        return (record, folded);
    }
}
