using Drydock.Images.Archives;
using Drydock.Images.Records;
using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>Brings images of registries into the store. The caller holds a <see cref="StoreLease"/>.</summary>
public sealed class ImagePuller(Store store, RegistryClient client, Action<TransferNews> report)
{
    /// <summary>Pulls one image.</summary>
    /// <param name="reference">A name with tag or digest; without both, <c>latest</c>.</param>
    /// <param name="platform">Which image of an index.</param>
    /// <param name="cancellationToken">Ends the transfer; layers that are complete stay for the next time.</param>
    /// <exception cref="RegistryException">The registry failed or has no such image.</exception>
    /// <exception cref="ImageException">The image has no such platform, or is not what its documents say.</exception>
    public async Task<PulledImage> PullAsync(Reference reference, Platform platform, CancellationToken cancellationToken)
    {
        reference = reference.ToDockerForm();
        var image = await ManifestReader.ReadAsync(new RegistryImageSource(client, reference), platform, cancellationToken);
        var previous = ImageLookup.FindByReference(store, reference);
        await new LayerDownloads(store, report).FetchAsync(image, cancellationToken);
        var record = Recorder.Record(store, image, reference, reference.ToString());
        return new PulledImage(reference, image.Digest!.Value, record, IsNew: previous is null || previous.Id != image.Id);
    }

    /// <summary>Takes an image of any source into the store, under a name that need not be the source's.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="name">The name it gets.</param>
    /// <param name="platform">Which image of an index.</param>
    /// <param name="cancellationToken">Ends the transfer; layers that are complete stay for the next time.</param>
    /// <exception cref="RegistryException">The registry failed or has no such image.</exception>
    /// <exception cref="ImageException">The image has no such platform, or is not what its documents say.</exception>
    public async Task<ImageRecord> ImportAsync(IImageSource source, Reference name, Platform platform, CancellationToken cancellationToken)
    {
        var image = await ManifestReader.ReadAsync(source, platform, cancellationToken);
        await new LayerDownloads(store, report).FetchAsync(image, cancellationToken);
        return Recorder.Record(store, image, name, source is RegistryImageSource ? source.Description : ImageLoader.Origin);
    }
}

/// <summary>What a pull brought.</summary>
/// <param name="Reference">The name in full.</param>
/// <param name="Digest">What the name stands for at the registry: the digest of a manifest or an index.</param>
/// <param name="Image">The record in the store.</param>
/// <param name="IsNew">Whether the store had another image, or none, under the name.</param>
public sealed record PulledImage(Reference Reference, Digest Digest, ImageRecord Image, bool IsNew);
