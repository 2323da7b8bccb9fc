using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;

namespace Drydock.Images.Archives;

/// <summary>The images of an OCI layout in an archive.</summary>
/// <remarks>OCI image-spec, image-layout.md.</remarks>
internal static class OciArchive
{
    /// <summary>Reads the metadata of all images that <c>index.json</c> lists.</summary>
    public static async Task<IReadOnlyList<ArchivedImage>> ReadAsync(ArchiveFiles files, Platform platform, CancellationToken cancellationToken)
    {
        var index = OciDocuments.ReadIndex(files.ReadDocument(OciLayout.IndexFileName));
        var images = new List<ArchivedImage>();
        foreach (var descriptors in index.Manifests.Where(IsImage).GroupBy(d => d.Digest))
        {
            var source = new LayoutImageSource(new ArchiveLayout(files), files.Name, null, descriptors.Key);
            var image = await ManifestReader.ReadAsync(source, platform, cancellationToken);
            images.Add(new ArchivedImage(image, [.. descriptors.Select(NameOf).OfType<Reference>().Distinct()]));
        }

        return images.Count > 0 ? images : throw new ImageException($"{files.Name}: {OciLayout.IndexFileName} lists no image");
    }

    // Attestations stand beside images with an unknown platform.
    private static bool IsImage(Descriptor descriptor) =>
        (MediaTypes.IsManifest(descriptor.MediaType) || MediaTypes.IsIndex(descriptor.MediaType)) && descriptor.Platform is not { Os: "unknown" };

    /// <summary>The full name, as containerd and podman write it; a mere tag names nothing.</summary>
    private static Reference? NameOf(Descriptor descriptor)
    {
        var name = descriptor.Annotations?.GetValueOrDefault(OciLayoutWriter.ContainerdName);
        if (name is null && descriptor.Annotations?.GetValueOrDefault(OciLayout.RefNameAnnotation) is { } reference
            && reference.AsSpan().ContainsAny('/', ':'))
        {
            name = reference;
        }

        return Reference.TryParse(name, out var parsed) && parsed.Digest.IsEmpty ? parsed.WithDefaultTag() : null;
    }
}
