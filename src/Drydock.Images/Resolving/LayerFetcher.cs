using Drydock.Images.Sources;
using Drydock.Layers;
using Drydock.Layers.Compression;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Resolving;

/// <summary>Brings layers of resolved images into the store: each byte is read once, decompressed, hashed and indexed on the way.</summary>
public sealed class LayerFetcher(Store store)
{
    /// <summary>Whether the store has the layer.</summary>
    public bool Has(ResolvedLayer layer) => store.Layers.Find(layer.DiffId) is not null;

    /// <summary>Fetches one layer unless the store has it.</summary>
    /// <param name="image">The image the layer belongs to.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="progress">Told how many compressed bytes have come.</param>
    /// <param name="cancellationToken">Ends the transfer; nothing stays.</param>
    /// <exception cref="ImageException">The layer's tar is not what the config says, or the store lost a layer that has no source.</exception>
    public Task<LayerRecord> FetchAsync(ResolvedImage image, ResolvedLayer layer, IProgress<long>? progress, CancellationToken cancellationToken) =>
        FetchAsync(image.Source, layer, progress, cancellationToken);

    /// <summary>Fetches one layer from a source unless the store has it.</summary>
    /// <param name="source">Has its blob; null when the store should have it.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="progress">Told how many compressed bytes have come.</param>
    /// <param name="cancellationToken">Ends the transfer; nothing stays.</param>
    /// <exception cref="ImageException">The layer's tar is not what it must be, or the store lost a layer that has no source.</exception>
    public async Task<LayerRecord> FetchAsync(IImageSource? source, ResolvedLayer layer, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (store.Layers.Find(layer.DiffId) is { } known)
        {
            return known;
        }

        if (source is null || layer.Blob is null)
        {
            throw new ImageException($"the store has lost layer {layer.DiffId}; pull or build the image again");
        }

        using (var part = source is RegistryImageSource ? store.Downloads.Open(layer.Blob.Digest, layer.Blob.Size) : null)
        {
            try
            {
                return await FetchAsync(source, layer, part, progress, cancellationToken);
            }
            catch (Exception e) when (part is { IsResumed: true } && IsWrong(e))
            {
                // A machine that lost power may have kept other bytes than it received.
            }
        }

        return await FetchAsync(source, layer, null, progress, cancellationToken);
    }

    private async Task<LayerRecord> FetchAsync(IImageSource source, ResolvedLayer layer, PartialDownload? part, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await using var blob = part is not null && source is RegistryImageSource registry
                ? await registry.ResumeBlobAsync(layer.Blob!, part.Content, progress, cancellationToken)
                : await source.OpenBlobAsync(layer.Blob!, progress, cancellationToken);
            // The codec is synchronous: it runs on a thread of its own rather than blocking a pool thread's queue.
            var record = await Task.Factory.StartNew(
                () => Import(source.Description, blob, layer, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            part?.Discard();
            return record;
        }
        catch (Exception e) when (IsWrong(e))
        {
            part?.Discard();
            throw;
        }
    }

    private static bool IsWrong(Exception e) => e is ImageException or RegistryException { Outcome: RegistryOutcome.DigestMismatch or RegistryOutcome.SizeMismatch };

    private LayerRecord Import(string source, Stream blob, ResolvedLayer layer, CancellationToken cancellationToken)
    {
        using var draft = store.NewLayer();
        using var tar = Decompressor.Open(blob, leaveOpen: true);
        LayerSummary summary;
        try
        {
            summary = LayerImporter.Import(tar, draft.Tar, draft.Index, cancellationToken: cancellationToken);
        }
        catch (LayerException e)
        {
            throw new ImageException($"{source}: layer {layer.Blob!.Digest}: {e.Message}", e);
        }

        // Reading to the end is what verifies the compressed digest.
        blob.CopyTo(Stream.Null);
        return summary.DiffId == layer.DiffId
            ? draft.Commit(summary)
            : throw new ImageException($"{source}: layer {layer.Blob!.Digest} holds a tar with digest {summary.DiffId}, but the config says {layer.DiffId}");
    }
}
