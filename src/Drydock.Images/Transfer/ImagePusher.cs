using Drydock.Images.Destinations;
using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>Brings images of the store to registries and other destinations. The caller holds a <see cref="StoreLease"/>.</summary>
public sealed class ImagePusher(Store store, RegistryClient client, PackOptions options, Action<TransferNews> report)
{
    private const int ParallelUploads = 4;

    /// <summary>Pushes an image, or an index with all its images, under a name.</summary>
    /// <param name="image">The image or index.</param>
    /// <param name="name">The name with its tag.</param>
    /// <param name="cancellationToken">Ends the transfer; blobs that arrived stay at the registry.</param>
    /// <returns>The descriptor of the manifest that the tag stands for now.</returns>
    /// <remarks>Where the tag stands for the very manifest that would be sent, nothing else is asked: a registry takes none whose blobs it does not have.</remarks>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    /// <exception cref="ImageException">The store has lost a layer.</exception>
    public async Task<Descriptor> PushAsync(ImageRecord image, Reference name, CancellationToken cancellationToken)
    {
        var destination = new RegistryDestination(client, RepositoryName.Of(name), name.Tag is { } tag ? [tag] : []);
        if (OutgoingImage.OfIndex(store, image, [name]) is { } images)
        {
            var index = await PushIndexAsync(images, destination, cancellationToken);
            Remember(image, name, null, index.Digest);
            return index;
        }

        if (await new UnchangedPush(store, client, options).FindAsync(image, name, cancellationToken) is { } there)
        {
            foreach (var layer in image.AllLayers)
            {
                report(TransferNews.Arrived(layer.DiffId.ShortHex, BlobPushResult.Existed, null));
            }

            return there;
        }

        var pushed = await PushAsync(OutgoingImage.Of(image), destination, cancellationToken);
        Remember(image, name, pushed, pushed.Descriptor.Digest);
        return pushed.Descriptor;
    }

    /// <summary>Brings an image to a destination, under the names that the destination gives.</summary>
    /// <param name="image">The image.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Ends the transfer; blobs that arrived stay.</param>
    /// <remarks>
    /// An image that was pulled and is unchanged keeps its manifest, and so its digest, where its
    /// blobs can be had without compressing a layer anew: at the destination, or from where it came.
    /// </remarks>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    /// <exception cref="ImageException">The store has lost a layer.</exception>
    public async Task<PushedImage> PushAsync(OutgoingImage image, IImageDestination destination, CancellationToken cancellationToken)
    {
        var pushed = await PushContentAsync(image, destination, cancellationToken);
        await destination.CompleteAsync(pushed.Descriptor, pushed.ManifestBytes, cancellationToken);
        return pushed;
    }

    /// <summary>Brings the images of several platforms to a destination, and an index over them, under its names.</summary>
    /// <param name="images">The images, each with its platform, in the order of the index.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Ends the transfer; blobs that arrived stay.</param>
    /// <returns>The descriptor of the index.</returns>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    /// <exception cref="ImageException">The store has lost a layer.</exception>
    public async Task<Descriptor> PushIndexAsync(IReadOnlyList<(OutgoingImage Image, Platform Platform)> images, IImageDestination destination, CancellationToken cancellationToken)
    {
        var (manifests, statements) = (new List<Descriptor>(), new List<Descriptor>());
        foreach (var (image, platform) in images)
        {
            var pushed = await PushContentAsync(image, destination, cancellationToken);
            await destination.PutManifestAsync(pushed.Descriptor, pushed.ManifestBytes, cancellationToken);
            manifests.Add(pushed.Descriptor with { Platform = platform });
            if (image.Attestations.Count > 0)
            {
                statements.Add(await PushStatementsAsync(PackedAttestation.Create(pushed.Descriptor, platform, image.Names, image.Attestations), destination, cancellationToken));
            }
        }

        var mediaType = options.OciMediaTypes ? MediaTypes.OciIndex : MediaTypes.DockerManifestList;
        var bytes = OciJson.Serialize(new ImageIndex { MediaType = mediaType, Manifests = [.. manifests, .. statements], Annotations = options.Annotations.For(AnnotationPlace.Index) });
        var index = Descriptor.Of(mediaType, bytes) with { Annotations = options.Annotations.For(AnnotationPlace.IndexDescriptor) };
        await destination.CompleteAsync(index, bytes, cancellationToken);
        return index;
    }

    private static async Task<Descriptor> PushStatementsAsync(PackedAttestation attestation, IImageDestination destination, CancellationToken cancellationToken)
    {
        var (manifest, blobs) = (attestation.Documents[0], attestation.Documents.Skip(1));
        foreach (var (descriptor, bytes) in blobs)
        {
            await destination.PutBlobAsync(descriptor, () => new MemoryStream(bytes), null, null, cancellationToken);
        }

        await destination.PutManifestAsync(manifest.Descriptor, manifest.Bytes, cancellationToken);
        return attestation.Listed;
    }

    private async Task<PushedImage> PushContentAsync(OutgoingImage image, IImageDestination destination, CancellationToken cancellationToken)
    {
        // The small config goes first: a registry that is away, or takes no pushes, is found before anything is compressed.
        var config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = image.Id, Size = store.Blobs.SizeOf(image.Id) ?? 0 };
        await destination.PutBlobAsync(config, () => store.Blobs.OpenRead(image.Id), null, null, cancellationToken);

        var packer = new LayerPacker(store, options);
        var layers = await PushLayersAsync(image.Layers, destination, cancellationToken);
        return Original(image, layers) ?? New(PackedImage.Create(store, image.Id, [], [.. layers.Select(packer.InForm)], options), layers);
    }

    /// <summary>Brings layers to a destination, each once.</summary>
    /// <param name="all">The layers.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Ends the transfer; blobs that arrived stay.</param>
    /// <returns>Their blobs, in the same order.</returns>
    /// <exception cref="RegistryException">The registry does not take one.</exception>
    /// <exception cref="ImageException">The store has lost one.</exception>
    public async Task<IReadOnlyList<Descriptor>> PushLayersAsync(IReadOnlyList<OutgoingLayer> all, IImageDestination destination, CancellationToken cancellationToken)
    {
        using var upload = new LayerUpload(store, client, destination, new LayerPacker(store, options), report);
        var known = new KnownBlobs(store, destination.Repository?.Host);
        var layers = all.DistinctBy(l => l.DiffId).ToList();
        var pushed = new Descriptor[layers.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, layers.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelUploads, CancellationToken = cancellationToken },
            async (i, token) => pushed[i] = await upload.PushAsync(layers[i], known, token));
        return [.. all.Select(l => pushed[layers.FindIndex(d => d.DiffId == l.DiffId)])];
    }

    private PushedImage? Original(OutgoingImage image, IReadOnlyList<Descriptor> layers)
    {
        if (options.Annotations.Count > 0 || image.Manifest is not { } digest || !store.Blobs.Contains(digest))
        {
            return null;
        }

        var bytes = store.Blobs.ReadDocument(digest);
        var manifest = OciDocuments.ReadManifest(bytes);
        return manifest.Layers.Select(l => l.Digest).SequenceEqual(layers.Select(l => l.Digest))
            ? new PushedImage(Descriptor.Of(manifest.MediaType ?? MediaTypes.OciManifest, bytes), bytes, layers)
            : null;
    }

    private static PushedImage New(PackedImage packed, IReadOnlyList<Descriptor> layers) => new(packed.Descriptor, packed.ManifestBytes, layers);

    /// <summary>Notes what a registry has of an image now, for the next push or pull.</summary>
    /// <param name="image">The record.</param>
    /// <param name="name">The name it was pushed under.</param>
    /// <param name="pushed">What became of it; null for an index.</param>
    /// <param name="digest">The digest that the name stands for at the registry.</param>
    public void Remember(ImageRecord image, Reference name, PushedImage? pushed, Digest digest)
    {
        var current = image.Name is null ? image : store.Images.Find(image.Name);
        if (current is null || current.ShownId != image.ShownId)
        {
            return;
        }

        current = current with { RepoDigests = Recorder.RepoDigests(store.Images.FindByIdPrefix(image.ShownId.Hex), name, digest) };
        store.Images.Write(pushed is null ? current : current with
        {
            Manifest = store.Blobs.WriteDocument(pushed.ManifestBytes),
            Layers = [.. current.Layers.Zip(pushed.Layers, (layer, blob) => layer with { Blob = blob })],
        });
    }
}

/// <summary>What became of an image on its way.</summary>
/// <param name="Descriptor">Its manifest.</param>
/// <param name="ManifestBytes">The manifest, byte for byte.</param>
/// <param name="Layers">The blobs of its layers, lowest first.</param>
public sealed record PushedImage(Descriptor Descriptor, byte[] ManifestBytes, IReadOnlyList<Descriptor> Layers);
