using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>Brings one layer to a repository in the cheapest way: it is there, it is mounted, or it is compressed and sent.</summary>
internal sealed class LayerUpload(Store store, RegistryClient client, LayerPacker packer, RepositoryName repository, Action<TransferNews> report) : IDisposable
{
    // Compressing uses all cores by itself; uploads meanwhile go on.
    private readonly SemaphoreSlim _packing = new(1);

    public void Dispose() => _packing.Dispose();

    /// <summary>Brings a layer.</summary>
    /// <returns>The blob that the repository has now.</returns>
    public async Task<Descriptor> PushAsync(ImageLayer layer, KnownBlobs known, CancellationToken cancellationToken)
    {
        var name = layer.DiffId.ShortHex;
        report(new TransferNews(name, TransferState.Preparing));
        var candidates = known.Of(layer.DiffId).ToList();
        if (layer.Blob is { } own && candidates.TrueForAll(c => c.Blob.Digest != own.Digest))
        {
            candidates.Insert(0, new KnownBlob(own, []));
        }

        foreach (var candidate in candidates.Where(c => !store.Blobs.Contains(c.Blob.Digest)))
        {
            if (await TryWithoutBytesAsync(name, candidate, cancellationToken))
            {
                return candidate.Blob;
            }
        }

        var blob = candidates.Select(c => c.Blob).FirstOrDefault(b => store.Blobs.Contains(b.Digest)) ?? await PackAsync(layer, name, cancellationToken);
        await SendAsync(blob, name, candidates.SelectMany(c => c.Repositories).FirstOrDefault(r => r != repository), cancellationToken);
        return blob;
    }

    private async Task<bool> TryWithoutBytesAsync(string name, KnownBlob known, CancellationToken cancellationToken)
    {
        if (await client.BlobExistsAsync(repository, known.Blob.Digest, cancellationToken))
        {
            report(new TransferNews(name, TransferState.Exists, Source: TransferNews.Push));
            return true;
        }

        foreach (var source in known.Repositories.Where(r => r != repository))
        {
            if (await client.MountBlobAsync(repository, known.Blob.Digest, source, cancellationToken))
            {
                report(new TransferNews(name, TransferState.Mounted, Source: source.Path));
                return true;
            }
        }

        return false;
    }

    private async Task<Descriptor> PackAsync(ImageLayer layer, string name, CancellationToken cancellationToken)
    {
        await _packing.WaitAsync(cancellationToken);
        try
        {
            report(new TransferNews(name, TransferState.Packing));
            return await Task.Run(() => packer.Pack(layer.DiffId), cancellationToken);
        }
        finally
        {
            _packing.Release();
        }
    }

    private async Task SendAsync(Descriptor blob, string name, RepositoryName? source, CancellationToken cancellationToken)
    {
        var meter = new TransferMeter(bytes => report(new TransferNews(name, TransferState.Uploading, bytes, blob.Size)));
        var result = await client.PushBlobAsync(repository, blob, () => store.Blobs.OpenRead(blob.Digest), source, meter, cancellationToken);
        report(result switch
        {
            BlobPushResult.Existed => new TransferNews(name, TransferState.Exists, Source: TransferNews.Push),
            BlobPushResult.Mounted => new TransferNews(name, TransferState.Mounted, Source: source!.Path),
            _ => new TransferNews(name, TransferState.Pushed),
        });
    }
}
