using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>Brings images of the store to registries. The caller holds a <see cref="StoreLease"/>.</summary>
public sealed class ImagePusher(Store store, RegistryClient client, PackOptions options, Action<TransferNews> report)
{
    private const int ParallelUploads = 4;

    /// <summary>Pushes an image under a name.</summary>
    /// <param name="image">The image.</param>
    /// <param name="name">The name with its tag.</param>
    /// <param name="cancellationToken">Ends the transfer; blobs that arrived stay at the registry.</param>
    /// <returns>The descriptor of the manifest that the tag stands for now.</returns>
    /// <remarks>
    /// An image that was pulled and is unchanged keeps its manifest, and so its digest, where its
    /// blobs can be had without compressing a layer anew.
    /// </remarks>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    /// <exception cref="ImageException">The store has lost a layer.</exception>
    public async Task<Descriptor> PushAsync(ImageRecord image, Reference name, CancellationToken cancellationToken)
    {
        var repository = RepositoryName.Of(name);
        var packer = new LayerPacker(store, options);
        using var upload = new LayerUpload(store, client, packer, repository, report);
        var layers = await PushLayersAsync(image, upload, new KnownBlobs(store, name.Domain), cancellationToken);
        var (manifestBytes, manifest) = Original(image, layers)
            ?? New(PackedImage.Create(store, image.Id, [name], [.. layers.Select(packer.InForm)], options));
        await client.PushBlobAsync(repository, manifest.Config, () => store.Blobs.OpenRead(image.Id), cancellationToken: cancellationToken);
        var pushed = await client.PushManifestAsync(repository, name.Tag, manifest.MediaType ?? MediaTypes.OciManifest, manifestBytes, cancellationToken);
        Remember(image, name, layers, manifestBytes, pushed);
        return pushed;
    }

    private static async Task<Descriptor[]> PushLayersAsync(ImageRecord image, LayerUpload upload, KnownBlobs known, CancellationToken cancellationToken)
    {
        var layers = image.Layers.DistinctBy(l => l.DiffId).ToList();
        var pushed = new Descriptor[layers.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, layers.Count),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelUploads, CancellationToken = cancellationToken },
            async (i, token) => pushed[i] = await upload.PushAsync(layers[i], known, token));
        return [.. image.Layers.Select(l => pushed[layers.FindIndex(d => d.DiffId == l.DiffId)])];
    }

    private (byte[] Bytes, Manifest Manifest)? Original(ImageRecord image, IReadOnlyList<Descriptor> layers)
    {
        if (image.Manifest is not { } digest || !store.Blobs.Contains(digest))
        {
            return null;
        }

        var bytes = store.Blobs.ReadDocument(digest);
        var manifest = OciDocuments.ReadManifest(bytes);
        return manifest.Layers.Select(l => l.Digest).SequenceEqual(layers.Select(l => l.Digest))
            ? (bytes, manifest)
            : null;
    }

    private static (byte[] Bytes, Manifest Manifest) New(PackedImage packed) => (packed.ManifestBytes, packed.Manifest);

    // The next push or pull knows then what the registry has.
    private void Remember(ImageRecord image, Reference name, IReadOnlyList<Descriptor> layers, byte[] manifest, Descriptor pushed)
    {
        var current = image.Name is null ? image : store.Images.Find(image.Name);
        if (current is null || current.Id != image.Id)
        {
            return;
        }

        store.Images.Write(current with
        {
            Manifest = store.Blobs.WriteDocument(manifest),
            RepoDigests = Recorder.RepoDigests(store.Images.FindByIdPrefix(image.Id.Hex), name, pushed.Digest),
            Layers = [.. current.Layers.Zip(layers, (layer, blob) => blob.Digest == layer.DiffId ? layer : layer with { Blob = blob })],
        });
    }
}
