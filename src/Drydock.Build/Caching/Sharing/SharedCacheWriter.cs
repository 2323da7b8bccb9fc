using Drydock.Build.Exporting;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Images;
using Drydock.Images.Destinations;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Build.Caching.Sharing;

/// <summary>Writes what a build used and made as a shared cache. docs/cache-sharing.md describes the format.</summary>
internal sealed class SharedCacheWriter(BuildSession session, SharedCache shared, ImageAssembler assembler, RegistryClient client)
{
    /// <summary>Writes a cache.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="images">The snapshots of the image, one a platform.</param>
    /// <param name="steps">The snapshots after all steps.</param>
    /// <param name="cancellationToken">Ends the writing; what was there before stays.</param>
    /// <exception cref="BuildException">It cannot be written, and that is asked to be an error.</exception>
    public async Task WriteAsync(SharedCacheTarget target, IReadOnlyList<Snapshot> images, IReadOnlyList<Snapshot> steps, CancellationToken cancellationToken)
    {
        try
        {
            await session.Progress.Begin($"exporting cache to {target.Name}").RunAsync(vertex => WriteAsync(target, target.IsMax ? steps : images, vertex, cancellationToken));
        }
        catch (Exception e) when (e is RegistryException or ImageException or StoreException or IOException or CachedLayerLostException)
        {
            if (!target.IgnoresErrors)
            {
                throw new BuildException($"the cache cannot be exported to {target.Name}: {e.Message}", cause: e);
            }

            session.Progress.Warn(Planning.PlanWarning.CacheNotWritten(target.Name, e.Message));
        }
    }

    /// <summary>The document of an inline cache: the layers are those of the image.</summary>
    public static SharedCacheDocument Inline(BuildSession session, SharedCache shared, AssembledImage image) => Document(session, shared, image.Layers.DistinctBy(l => l.Id).ToDictionary(l => l.Id, l => new SharedLayer(l.DiffId!.Value, null)));

    private async Task<bool> WriteAsync(SharedCacheTarget target, IReadOnlyList<Snapshot> chains, VertexReporter vertex, CancellationToken cancellationToken)
    {
        vertex.Status("preparing build cache for export");
        var made = shared.Trace.Values.Select(r => r.Layer).OfType<string>().ToHashSet();
        var wanted = chains.SelectMany(c => c.Layers).Where(made.Contains).Distinct().ToList();
        await assembler.WriteTarsAsync(chains, cancellationToken);
        if (target.IsMax)
        {
            // What was fetched from a URL or repository is no part of a chain of its own stage.
            wanted = [.. wanted.Concat(made).Distinct()];
        }

        using var layout = target.Directory is { } directory ? LayoutDestination.Open(directory, target.Tag) : null;
        var destination = (IImageDestination?)layout ?? target.AtRegistry(client);
        // A registry that is away is found before anything is compressed.
        await destination.HasBlobAsync(Digest.OfBytes(""u8), cancellationToken);
        var pusher = new ImagePusher(session.Store, client, target.Packing, news => PushExporter.Show(vertex, news));
        var outgoing = wanted.Select(Outgoing).OfType<(string Id, OutgoingLayer Layer)>().ToList();
        var blobs = await pusher.PushLayersAsync([.. outgoing.Select(o => o.Layer)], destination, cancellationToken);
        var known = outgoing.Zip(blobs).ToDictionary(p => p.First.Id, p => new SharedLayer(p.First.Layer.DiffId, p.Second));
        vertex.Status("preparing build cache for export", done: true);

        var document = Document(session, shared, known).Serialize();
        var descriptor = await CompleteAsync(destination, SharedCacheDocument.MediaType, document, blobs, cancellationToken);
        vertex.Status($"writing cache manifest {descriptor.Digest}", done: true);
        return true;
    }

    /// <summary>Writes the manifest of a cache whose layers are there, and gives it its name.</summary>
    internal static async Task<Descriptor> CompleteAsync(
        IImageDestination destination, string mediaType, byte[] document, IReadOnlyList<Descriptor> layers, CancellationToken cancellationToken)
    {
        var config = Descriptor.Of(mediaType, document);
        await destination.PutBlobAsync(config, () => new MemoryStream(document), null, null, cancellationToken);
        var manifest = OciJson.Serialize(new Manifest { MediaType = MediaTypes.OciManifest, Config = config, Layers = [.. layers.DistinctBy(b => b.Digest)] });
        var descriptor = Descriptor.Of(MediaTypes.OciManifest, manifest);
        await destination.CompleteAsync(descriptor, manifest, cancellationToken);
        return descriptor;
    }

    private (string Id, OutgoingLayer Layer)? Outgoing(string id)
    {
        if (session.Layers.Find(id) is { } remote)
        {
            return remote.Blob is null && session.Store.Layers.Find(remote.DiffId) is null ? null : (id, remote);
        }

        return session.Store.Layers.Find(id) is { DiffId: { } diffId } ? (id, new OutgoingLayer(diffId, null, null)) : null;
    }

    private static SharedCacheDocument Document(BuildSession session, SharedCache shared, Dictionary<string, SharedLayer> known)
    {
        var layers = new List<SharedLayer>();
        var indexes = new Dictionary<string, int>();
        var records = new List<SharedRecord>();
        foreach (var (key, record) in shared.Trace.OrderBy(t => t.Key))
        {
            int? index = null;
            if (record.Layer is { } id)
            {
                if (!indexes.TryGetValue(id, out var at))
                {
                    indexes[id] = at = layers.Count;
                    layers.Add(known.GetValueOrDefault(id) ?? new SharedLayer(NameOf(session, id, key), null));
                }

                index = at;
            }

            records.Add(new SharedRecord(key, index, record.Value, record.Created, record.DurationMs));
        }

        return new SharedCacheDocument { Layers = layers, Records = records };
    }

    // What a RUN left has no DiffID before it is exported; the key of the step is a name as good.
    private static Digest NameOf(BuildSession session, string id, Digest key) => session.Store.Layers.Find(id)?.DiffId ?? session.Layers.Find(id)?.DiffId ?? key;
}
