using Drydock.Images.Archives;
using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Copying;

/// <summary>An image of an archive: of its OCI layout where it has one, else of what <c>docker save</c> wrote before, with a manifest made for it.</summary>
internal sealed class ArchiveImageSource(ResolvedImage image, string description) : IImageSource
{
    private readonly byte[] _manifest = OciJson.Serialize(new Manifest
    {
        MediaType = MediaTypes.DockerManifest,
        Config = new Descriptor { MediaType = MediaTypes.DockerConfig, Digest = image.Id, Size = image.ConfigBytes.Length },
        Layers = [.. image.Layers.Select(l => l.Blob!)],
    });

    public string Description => description;

    /// <summary>The image that a location names.</summary>
    public static IImageSource Open(ArchiveFiles files, ImageLocation location)
    {
        if (files.Find(OciLayout.IndexFileName) is not null)
        {
            return new LayoutImageSource(new ArchiveLayout(files), files.Name, location.Tag ?? location.Name?.Tag, default);
        }

        if (files.Find(DockerArchiveImage.FileName) is null)
        {
            throw new ImageException($"{files.Name}: it has neither {OciLayout.IndexFileName} nor {DockerArchiveImage.FileName}, so it is no archive of images");
        }

        var images = DockerArchive.Read(files).Where(i => location.Name is null || i.Names.Contains(location.Name)).ToList();
        return images switch
        {
            [var only] => new ArchiveImageSource(only.Parts[0].Image, files.Name),
            [] => throw new ImageException($"{files.Name} has no image {location.Name!.ToFamiliarString()}"),
            _ => throw new ImageException($"{files.Name} has {images.Count} images: name one, docker-archive:{location.Path}:NAME"),
        };
    }

    public Task<ResolvedManifest> ResolveAsync(CancellationToken cancellationToken) => Task.FromResult(new ResolvedManifest(
        Descriptor.Of(MediaTypes.DockerManifest, _manifest), _manifest));

    public Task<ResolvedManifest> ResolveAsync(Digest digest, CancellationToken cancellationToken) => ResolveAsync(cancellationToken);

    public Task<VerifiedStream> OpenBlobAsync(Descriptor descriptor, IProgress<long>? progress, CancellationToken cancellationToken) => descriptor.Digest == image.Id
        ? Task.FromResult(new VerifiedStream(new MemoryStream(image.ConfigBytes), image.Id, image.ConfigBytes.Length, $"config of {description}"))
        : image.Source!.OpenBlobAsync(descriptor, progress, cancellationToken);
}
