using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>What the store keeps of images that were built.</summary>
internal static class ImageRecords
{
    /// <summary>Says in a record that the image was built here.</summary>
    public const string Origin = "build";

    /// <summary>The record, without a name, of one image.</summary>
    public static ImageRecord Of(Store store, AssembledImage image) => new()
    {
        Id = image.Id,
        Layers = LayersOf(image),
        Tagged = OciTime.Format(store.Time.GetUtcNow()),
        Origin = Origin,
    };

    /// <summary>The layers of an image.</summary>
    public static IReadOnlyList<ImageLayer> LayersOf(AssembledImage image) =>
        [.. image.Layers.Select(l => new ImageLayer(l.DiffId!.Value, l.TarBytes, l.FileBytes, null))];
}
