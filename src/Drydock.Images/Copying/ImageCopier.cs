using System.Collections.Concurrent;
using System.Text.Json;
using Drydock.Images.Destinations;
using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Copying;

/// <summary>
/// Copies images as they are, from a source to a destination: nothing is unpacked, no document changes, so
/// all digests stay. What the destination has is not read; within a registry, blobs are mounted.
/// </summary>
public sealed class ImageCopier(Action<TransferNews> report)
{
    private const int ParallelBlobs = 4;
    private const int MaxDepth = 3;
    private readonly ConcurrentDictionary<Digest, bool> _copied = [];

    /// <summary>Copies what a source names.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="platform">Of an index, only the image for this platform; null copies the index with all its images.</param>
    /// <param name="cancellationToken">Ends the transfer; blobs that arrived stay.</param>
    /// <returns>The descriptor of what was copied.</returns>
    /// <exception cref="ImageException">The index has no such platform, or a document contradicts itself.</exception>
    /// <exception cref="RegistryException">A registry failed.</exception>
    public async Task<Descriptor> CopyAsync(IImageSource source, IImageDestination destination, Platform? platform, CancellationToken cancellationToken)
    {
        try
        {
            var top = platform is null
                ? await source.ResolveAsync(cancellationToken)
                : await ManifestReader.FindAsync(source, platform, cancellationToken);
            await CopyContentAsync(source, destination, top, 0, cancellationToken);
            await destination.CompleteAsync(top.Descriptor, top.Bytes, cancellationToken);
            return top.Descriptor;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new ImageException($"{source.Description}: {e.Message}", e);
        }
    }

    /// <summary>Copies one manifest with its blobs, or an index with all its manifests, to where it is found by digest.</summary>
    public async Task CopyByDigestAsync(IImageSource source, IImageDestination destination, Digest digest, CancellationToken cancellationToken)
    {
        var manifest = await source.ResolveAsync(digest, cancellationToken);
        await CopyContentAsync(source, destination, manifest, 0, cancellationToken);
        await destination.PutManifestAsync(manifest.Descriptor, manifest.Bytes, cancellationToken);
    }

    private async Task CopyContentAsync(IImageSource source, IImageDestination destination, ResolvedManifest manifest, int depth, CancellationToken cancellationToken)
    {
        if (!manifest.IsIndex)
        {
            await CopyBlobsAsync(source, destination, OciDocuments.ReadManifest(manifest.Bytes, manifest.Descriptor.MediaType), cancellationToken);
            return;
        }

        if (depth == MaxDepth)
        {
            throw new ImageException($"{source.Description}: indexes are nested too deeply");
        }

        foreach (var digest in OciDocuments.ReadIndex(manifest.Bytes, manifest.Descriptor.MediaType).Manifests.Select(m => m.Digest).Distinct())
        {
            var child = await source.ResolveAsync(digest, cancellationToken);
            await CopyContentAsync(source, destination, child, depth + 1, cancellationToken);
            await destination.PutManifestAsync(child.Descriptor, child.Bytes, cancellationToken);
        }
    }

    private async Task CopyBlobsAsync(IImageSource source, IImageDestination destination, Manifest manifest, CancellationToken cancellationToken)
    {
        // The small config goes first: a destination that takes nothing is found before anything large is read.
        await destination.PutBlobAsync(manifest.Config, () => source.OpenBlob(manifest.Config, cancellationToken), (source as RegistryImageSource)?.Repository, null, cancellationToken);
        // Layers with addresses of their own are not distributed by registries.
        var layers = manifest.Layers.Where(l => l.Urls is not { Count: > 0 }).DistinctBy(l => l.Digest).ToList();
        foreach (var layer in layers)
        {
            report(new TransferNews(layer.Digest.ShortHex, TransferState.Preparing));
        }

        await Parallel.ForEachAsync(
            layers,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelBlobs, CancellationToken = cancellationToken },
            async (layer, token) => await CopyBlobAsync(source, destination, layer, token));
    }

    private async Task CopyBlobAsync(IImageSource source, IImageDestination destination, Descriptor blob, CancellationToken cancellationToken)
    {
        var name = blob.Digest.ShortHex;
        if (!_copied.TryAdd(blob.Digest, true))
        {
            return;
        }

        var meter = new TransferMeter(bytes => report(new TransferNews(name, TransferState.Uploading, bytes, blob.Size)));
        var from = (source as RegistryImageSource)?.Repository;
        var result = await destination.PutBlobAsync(blob, () => source.OpenBlob(blob, cancellationToken), from, meter, cancellationToken);
        report(TransferNews.Arrived(name, result, from));
    }
}
