using Drydock.Images.Resolving;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>Brings the layers of images into the store, several at once.</summary>
internal sealed class LayerDownloads(Store store, Action<TransferNews> report)
{
    private const int ParallelFetches = 4;
    private readonly LayerFetcher _fetcher = new(store);

    public Task FetchAsync(ResolvedImage image, CancellationToken cancellationToken)
    {
        foreach (var layer in image.Layers)
        {
            report(new TransferNews(Name(layer), _fetcher.Has(layer) ? TransferState.Exists : TransferState.Waiting));
        }

        return Parallel.ForEachAsync(
            image.Layers.DistinctBy(l => l.DiffId).Where(l => !_fetcher.Has(l)),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelFetches, CancellationToken = cancellationToken },
            async (layer, token) =>
            {
                var (name, total) = (Name(layer), layer.Blob?.Size ?? 0);
                var meter = new TransferMeter(bytes => report(new TransferNews(name, TransferState.Downloading, bytes, total)));
                await _fetcher.FetchAsync(image, layer, meter, token);
                report(new TransferNews(name, TransferState.Pulled));
            });
    }

    private static string Name(ResolvedLayer layer) => (layer.Blob?.Digest ?? layer.DiffId).ShortHex;
}
