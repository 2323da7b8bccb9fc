using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Archives;

/// <summary>The images of an OCI layout in an archive.</summary>
/// <remarks>OCI image-spec, image-layout.md.</remarks>
internal static class OciArchive
{
    /// <summary>Reads the metadata of all images that <c>index.json</c> lists.</summary>
    /// <param name="files">The archive.</param>
    /// <param name="platform">Which image of an index; null for all that the archive has.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<IReadOnlyList<ArchivedImage>> ReadAsync(ArchiveFiles files, Platform? platform, CancellationToken cancellationToken)
    {
        var index = OciDocuments.ReadIndex(files.ReadDocument(OciLayout.IndexFileName));
        var images = new List<ArchivedImage>();
        foreach (var descriptors in index.Manifests.Where(IsImage).GroupBy(d => d.Digest))
        {
            var source = new LayoutImageSource(new ArchiveLayout(files), files.Name, null, descriptors.Key);
            var parts = new List<(Platform Platform, ResolvedImage Image)>();
            foreach (var wanted in platform is null ? PlatformsOf(files, await source.ResolveAsync(cancellationToken)) : [platform])
            {
                parts.Add((wanted, await ManifestReader.ReadAsync(source, wanted, cancellationToken)));
            }

            images.Add(new ArchivedImage(parts, [.. descriptors.Select(NameOf).OfType<Reference>().Distinct()]));
        }

        return images.Count > 0 ? images : throw new ImageException($"{files.Name}: {OciLayout.IndexFileName} lists no image");
    }

    // An archive may have only some of what an index lists: of what was pulled, the rest was left at the registry.
    private static IReadOnlyList<Platform> PlatformsOf(ArchiveFiles files, ResolvedManifest named)
    {
        var there = !named.IsIndex ? [] : named.AsIndex().Manifests
            .Where(m => m.Platform is { Os: not "unknown" } && files.Find(OciLayout.BlobPath(m.Digest)) is not null)
            .Select(m => m.Platform!).Distinct().ToList();
        return there.Count > 0 ? there : [Platform.Host];
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
