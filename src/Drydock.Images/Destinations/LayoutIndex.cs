using Drydock.Oci;

namespace Drydock.Images.Destinations;

/// <summary>The list of images that a layout has: <c>index.json</c>.</summary>
internal static class LayoutIndex
{
    /// <summary>A list without images.</summary>
    public static ImageIndex Empty { get; } = new() { MediaType = MediaTypes.OciIndex, Manifests = [] };

    /// <summary>An entry of the list.</summary>
    public static Descriptor Named(Descriptor manifest, string? tag) => tag is null ? manifest : manifest with
    {
        Annotations = new StringMap(manifest.Annotations ?? []) { [OciLayout.RefNameAnnotation] = tag },
    };

    /// <summary>The list with one more entry, in the place of what had its tag before.</summary>
    public static ImageIndex With(this ImageIndex index, Descriptor entry) => index with
    {
        Manifests = [.. index.Manifests.Where(m => TagOf(m) != TagOf(entry) || (TagOf(entry) is null && m.Digest != entry.Digest)), entry],
    };

    private static string? TagOf(Descriptor entry) => entry.Annotations?.GetValueOrDefault(OciLayout.RefNameAnnotation);
}
