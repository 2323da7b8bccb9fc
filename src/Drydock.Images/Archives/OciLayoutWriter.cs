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
    public static void Write(Store store, IReadOnlyList<PackedTarget> images, ArchiveSink sink, bool withDockerManifest)
    {
        sink.Add(OciLayout.FileName, OciJson.Serialize(new OciLayout()));
        sink.Add(OciLayout.IndexFileName, OciJson.Serialize(new ImageIndex
        {
            MediaType = MediaTypes.OciIndex,
            Manifests = [.. images.SelectMany(Descriptors)],
        }));
        if (withDockerManifest)
        {
            sink.Add(DockerArchiveImage.FileName, OciJson.Serialize(images.Select(i => DockerImage(i.Main, i.Names)).ToArray()));
        }

        foreach (var (descriptor, bytes) in images.SelectMany(i => i.Documents))
        {
            sink.Add(OciLayout.BlobPath(descriptor.Digest), bytes);
        }

        foreach (var layer in images.SelectMany(i => i.Images).SelectMany(i => i.Manifest.Layers).DistinctBy(l => l.Digest))
        {
            using var blob = store.Blobs.OpenRead(layer.Digest);
            sink.Add(OciLayout.BlobPath(layer.Digest), layer.Size, blob);
        }

        sink.Complete();
    }

    private static IEnumerable<Descriptor> Descriptors(PackedTarget image)
    {
        var annotations = new StringMap(image.Descriptor.Annotations ?? []);
        if (image.CreatedText is { } created)
        {
            annotations[CreatedAnnotation] = created;
        }

        var descriptor = image.Listed;
        if (image.Names.Count == 0)
        {
            return [descriptor with { Annotations = annotations.Count > 0 ? annotations : null }];
        }

        return image.Names.Select(name => descriptor with
        {
            Annotations = new StringMap(annotations) { [ContainerdName] = name.ToString(), [OciLayout.RefNameAnnotation] = name.Tag ?? Reference.DefaultTag },
        });
    }

    private static DockerArchiveImage DockerImage(PackedImage image, IReadOnlyList<Reference> names) => new()
    {
        Config = OciLayout.BlobPath(image.Manifest.Config.Digest),
        RepoTags = names.Count > 0 ? [.. names.Select(n => n.ToFamiliarString())] : null,
        Layers = [.. image.Manifest.Layers.Select(l => OciLayout.BlobPath(l.Digest))],
    };
}
