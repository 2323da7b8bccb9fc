using Drydock.Oci;

namespace Drydock.Images.Packing;

/// <summary>Where an annotation goes.</summary>
public enum AnnotationPlace
{
    /// <summary>Into the manifest of an image.</summary>
    Manifest,

    /// <summary>Into the index over the images of several platforms.</summary>
    Index,

    /// <summary>Into what an index, or the list of a layout, says of a manifest.</summary>
    ManifestDescriptor,

    /// <summary>Into what the list of a layout says of an index.</summary>
    IndexDescriptor,
}

/// <summary>An annotation for documents that are made.</summary>
/// <param name="Place">Where it goes.</param>
/// <param name="Platform">Only for the image of this platform; null for all.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <remarks>OCI image-spec, annotations.md.</remarks>
public sealed record ImageAnnotation(AnnotationPlace Place, Platform? Platform, string Key, string Value);

/// <summary>The annotations of one document among all.</summary>
public static class ImageAnnotations
{
    /// <summary>Those for a place; null when there are none.</summary>
    /// <param name="annotations">All.</param>
    /// <param name="place">The document.</param>
    /// <param name="platform">The platform of the image; null where there is none.</param>
    public static StringMap? For(this IReadOnlyList<ImageAnnotation> annotations, AnnotationPlace place, Platform? platform = null)
    {
        var chosen = annotations
            .Where(a => a.Place == place && (a.Platform is null || (platform is not null && PlatformMatcher.OnlyStrict(a.Platform).Matches(platform))))
            .Select(a => KeyValuePair.Create(a.Key, a.Value)).ToList();
        return chosen.Count == 0 ? null : new StringMap(chosen);
    }
}
