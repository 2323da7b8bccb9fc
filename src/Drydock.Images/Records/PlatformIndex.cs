using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Records;

/// <summary>Makes records of images for several platforms.</summary>
public static class PlatformIndex
{
    /// <summary>The record, without a name, of an index of images whose configs are in the store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="images">The images in the order wanted; of several for one platform the first counts.</param>
    /// <param name="origin">What <see cref="ImageRecord.Origin"/> says.</param>
    public static ImageRecord Record(Store store, IReadOnlyList<PlatformImage> images, string origin)
    {
        var distinct = images.DistinctBy(i => i.Platform).ToList();
        var main = Main(distinct);
        return new ImageRecord
        {
            Id = main.Id,
            Manifest = main.Manifest,
            Layers = main.Layers,
            Platforms = distinct,
            Index = Identity(store, distinct),
            Tagged = OciTime.Format(store.Time.GetUtcNow()),
            Origin = origin,
        };
    }

    // Before compression, and without sizes: so it is known at once, and depends neither on how the image leaves the
    // store nor on whether the layers of its base ever came here.
    private static Digest Identity(Store store, IReadOnlyList<PlatformImage> images)
    {
        var options = new PackOptions();
        var packed = images.Select(i => PackedImage.Create(store, i.Id, [], [.. i.Layers.Select(Uncompressed)], options) with { Platform = i.Platform }).ToList();
        return PackedIndex.Create([], packed, packed[0], options).Descriptor.Digest;
    }

    private static PlatformImage Main(IReadOnlyList<PlatformImage> images)
    {
        var matcher = PlatformMatcher.Only(Platform.Host);
        return matcher.Order(images, i => i.Platform)[0];
    }

    private static Descriptor Uncompressed(ImageLayer layer) => new() { MediaType = MediaTypes.OciLayer, Digest = layer.DiffId, Size = 0 };
}
