using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Archives;

/// <summary>The images of an archive as <c>docker save</c> has written it since version 1.10, and <c>podman save</c> does.</summary>
/// <remarks>Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".</remarks>
internal static class DockerArchive
{
    /// <summary>Reads the metadata of all images that <c>manifest.json</c> lists.</summary>
    public static IReadOnlyList<ArchivedImage> Read(ArchiveFiles files)
    {
        var images = OciJson.Deserialize<DockerArchiveImage[]>(files.ReadDocument(DockerArchiveImage.FileName));
        return images.Length > 0
            ? [.. images.Select(image => Read(files, image))]
            : throw new ImageException($"{files.Name}: {DockerArchiveImage.FileName} lists no image");
    }

    private static ArchivedImage Read(ArchiveFiles files, DockerArchiveImage image)
    {
        var configBytes = files.ReadDocument(image.Config);
        var config = OciDocuments.ReadConfig(configBytes);
        var diffIds = config.RootFs.DiffIds ?? [];
        if (diffIds.Count != image.Layers.Count)
        {
            throw new ImageException($"{files.Name}: {DockerArchiveImage.FileName} has {image.Layers.Count} layers, but {image.Config} names {diffIds.Count}");
        }

        var resolved = new ResolvedImage
        {
            Id = Digest.OfBytes(configBytes),
            ConfigBytes = configBytes,
            Config = config,
            Digest = null,
            ManifestBytes = null,
            Layers = [.. image.Layers.Zip(diffIds, (path, diffId) => new ResolvedLayer(diffId, LayerAt(files, path)))],
            Source = new ArchiveSource(files),
        };
        return new ArchivedImage([(config.Platform, resolved)], [.. (image.RepoTags ?? []).Select(tag => NameOf(files, tag))]);
    }

    private static Descriptor LayerAt(ArchiveFiles files, string path)
    {
        var file = files.Find(path) ?? throw new ImageException($"{files.Name}: the archive has no layer {path}");
        return new Descriptor { MediaType = MediaTypes.DockerLayer, Digest = file.Digest, Size = file.Size };
    }

    private static Reference NameOf(ArchiveFiles files, string tag) => Reference.TryParse(tag, out var reference, out var error) && reference.Digest.IsEmpty
        ? reference.WithDefaultTag()
        : throw new ImageException($"{files.Name}: {DockerArchiveImage.FileName} has an invalid name \"{tag}\": {error}");

    /// <summary>Layers by their bytes; the archive has no manifests of a registry.</summary>
    private sealed class ArchiveSource(ArchiveFiles files) : IImageSource
    {
        public string Description => files.Name;

        public Task<ResolvedManifest> ResolveAsync(CancellationToken cancellationToken) => throw new ImageException($"{files.Name} has no manifests");

        public Task<ResolvedManifest> ResolveAsync(Digest digest, CancellationToken cancellationToken) => ResolveAsync(cancellationToken);

        public Task<VerifiedStream> OpenBlobAsync(Descriptor descriptor, IProgress<long>? progress, CancellationToken cancellationToken) =>
            Task.FromResult(new VerifiedStream(files.Open(files.Find(descriptor.Digest)!), descriptor.Digest, descriptor.Size, $"layer of {files.Name}"));
    }
}
