using Drydock.Images.Destinations;
using Drydock.Images.Packing;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>
/// Brings one layer to a destination: it is there, it is mounted, its blob is sent, or passed on from the registry it
/// came from, so that the image keeps its digest; where all that cannot be, the layer is compressed and sent.
/// </summary>
internal sealed class LayerUpload(Store store, RegistryClient client, IImageDestination destination, LayerPacker packer, Action<TransferNews> report) : IDisposable
{
    // Compressing uses all cores by itself; uploads meanwhile go on.
    private readonly SemaphoreSlim _packing = new(1);
    private readonly Origins _origins = new(client);

    public void Dispose() => _packing.Dispose();

    /// <summary>Brings a layer.</summary>
    /// <returns>The blob that the destination has now.</returns>
    public async Task<Descriptor> PushAsync(OutgoingLayer layer, KnownBlobs known, CancellationToken cancellationToken)
    {
        var name = layer.DiffId.ShortHex;
        report(new TransferNews(name, TransferState.Preparing));
        var candidates = Candidates(layer, known);
        foreach (var candidate in candidates.Where(c => !store.Blobs.Contains(c.Blob.Digest)))
        {
            if (await TryWithoutBytesAsync(name, candidate, cancellationToken))
            {
                return candidate.Blob;
            }
        }

        if (layer.Source is not null && layer.Blob is { } remote && store.Layers.Find(layer.DiffId) is null)
        {
            await SendAsync(remote, () => layer.Source.OpenBlob(remote, cancellationToken), name, null, cancellationToken);
            return remote;
        }

        if (layer.Blob is { } own && packer.Accepts(own) && !store.Blobs.Contains(own.Digest) && await _origins.TryPassOnAsync(layer.Origins, own, open => SendAsync(own, open, name, null, cancellationToken), cancellationToken))
        {
            return own;
        }

        var blob = candidates.Select(c => c.Blob).FirstOrDefault(b => store.Blobs.Contains(b.Digest)) ?? await PackAsync(layer, name, cancellationToken);
        var mountFrom = candidates.SelectMany(c => c.Repositories).FirstOrDefault(r => r != destination.Repository);
        await SendAsync(blob, () => store.Blobs.OpenRead(blob.Digest), name, mountFrom, cancellationToken);
        return blob;
    }

    private List<KnownBlob> Candidates(OutgoingLayer layer, KnownBlobs known)
    {
        var candidates = known.Of(layer.DiffId).ToList();
        var source = layer.Source is RegistryImageSource { Repository: var repository } && repository.Host == destination.Repository?.Host ? repository : null;
        if (layer.Blob is { } own)
        {
            var same = candidates.FindIndex(c => c.Blob.Digest == own.Digest);
            var repositories = (same < 0 ? [] : candidates[same].Repositories).Concat(source is null ? [] : [source]);
            candidates.RemoveAll(c => c.Blob.Digest == own.Digest);
            candidates.Insert(0, new KnownBlob(own, [.. repositories.Distinct()]));
        }

        // A form that was asked for excludes all others.
        return [.. candidates.Where(c => packer.Accepts(c.Blob))];
    }

    private async Task<bool> TryWithoutBytesAsync(string name, KnownBlob known, CancellationToken cancellationToken)
    {
        if (await destination.HasBlobAsync(known.Blob.Digest, cancellationToken))
        {
            report(TransferNews.Arrived(name, BlobPushResult.Existed, null));
            return true;
        }

        foreach (var source in known.Repositories.Where(r => r != destination.Repository))
        {
            if (await destination.MountBlobAsync(known.Blob.Digest, source, cancellationToken))
            {
                report(TransferNews.Arrived(name, BlobPushResult.Mounted, source));
                return true;
            }
        }

        return false;
    }

    private async Task<Descriptor> PackAsync(OutgoingLayer layer, string name, CancellationToken cancellationToken)
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

    private async Task SendAsync(Descriptor blob, Func<Stream> open, string name, RepositoryName? source, CancellationToken cancellationToken)
    {
        var meter = new TransferMeter(bytes => report(new TransferNews(name, TransferState.Uploading, bytes, blob.Size)));
        var result = await destination.PutBlobAsync(blob, open, source, meter, cancellationToken);
        report(TransferNews.Arrived(name, result, source));
    }
}
