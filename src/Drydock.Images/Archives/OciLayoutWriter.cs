using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Archives;

/// <summary>Writes images as an OCI layout, and the two files beside it that make the same archive one for <c>docker load</c>.</summary>
/// <remarks>OCI image-spec, image-layout.md; docker's image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".</remarks>
public static class OciLayoutWriter
{
    internal const string ContainerdName = "io.containerd.image.name";
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    /// <summary>Writes the images.</summary>
    /// <param name="store">Holds the blobs.</param>
    /// <param name="images">One or several.</param>
    /// <param name="sink">Takes the files.</param>
    /// <param name="withDockerManifest">Also write <c>manifest.json</c>.</param>
    public static void Write(Store store, IReadOnlyList<PackedImage> images, ArchiveSink sink, bool withDockerManifest)
    {
        sink.Add(OciLayout.FileName, OciJson.Serialize(new OciLayout()));
        sink.Add(OciLayout.IndexFileName, OciJson.Serialize(new ImageIndex
        {
            MediaType = MediaTypes.OciIndex,
            Manifests = [.. images.SelectMany(Descriptors)],
        }));
        if (withDockerManifest)
        {
            sink.Add(DockerArchiveImage.FileName, OciJson.Serialize(images.Select(DockerImage).ToArray()));
        }

        foreach (var image in images)
        {
            sink.Add(OciLayout.BlobPath(image.Descriptor.Digest), image.ManifestBytes);
            sink.Add(OciLayout.BlobPath(image.Manifest.Config.Digest), image.ConfigBytes);
            foreach (var layer in image.Manifest.Layers)
            {
                using var blob = store.Blobs.OpenRead(layer.Digest);
                sink.Add(OciLayout.BlobPath(layer.Digest), layer.Size, blob);
            }
        }

        sink.Complete();
    }

    private static IEnumerable<Descriptor> Descriptors(PackedImage image)
    {
        var annotations = new StringMap(image.Descriptor.Annotations ?? []);
        if (image.Created is not null)
        {
            annotations[CreatedAnnotation] = image.Created;
        }

        var descriptor = image.Descriptor with { Platform = image.Platform };
        if (image.Names.Count == 0)
        {
            return [descriptor with { Annotations = annotations.Count > 0 ? annotations : null }];
        }

        return image.Names.Select(name => descriptor with
        {
            Annotations = new StringMap(annotations) { [ContainerdName] = name.ToString(), [OciLayout.RefNameAnnotation] = name.Tag ?? Reference.DefaultTag },
        });
    }

    private static DockerArchiveImage DockerImage(PackedImage image) => new()
    {
        Config = OciLayout.BlobPath(image.Manifest.Config.Digest),
        RepoTags = image.Names.Count > 0 ? [.. image.Names.Select(n => n.ToFamiliarString())] : null,
        Layers = [.. image.Manifest.Layers.Select(l => OciLayout.BlobPath(l.Digest))],
    };
}
