using Drydock.Build.Planning;
using Drydock.Images;
using Drydock.Images.Destinations;
using Drydock.Images.Packing;
using Drydock.Layers;
using Drydock.Layers.Compression;
using Drydock.Layers.Diff;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Build.Caching.Sharing;

/// <summary>Writes the cache mounts that a build used to where other machines read them.</summary>
internal sealed class SharedMountsWriter(BuildSession session, SharedMounts mounts, RegistryClient client)
{
    /// <summary>Writes a copy.</summary>
    /// <exception cref="BuildException">It cannot be written, and that is asked to be an error.</exception>
    public async Task WriteAsync(SharedCacheTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await session.Progress.Begin($"exporting cache mounts to {target.Name}").RunAsync(async vertex =>
            {
                using var layout = target.Directory is { } directory ? LayoutDestination.Open(directory, target.Tag) : null;
                var destination = (IImageDestination?)layout ?? target.AtRegistry(client);
                var written = new List<SharedMount>();
                foreach (var name in mounts.Used)
                {
                    written.Add(new SharedMount(name, await WriteAsync(name, target, destination, cancellationToken)));
                    vertex.Status($"writing cache mount {name[..12]}", done: true);
                }

                var document = new SharedMountsDocument { Mounts = written }.Serialize();
                return await SharedCacheWriter.CompleteAsync(destination, SharedMountsDocument.MediaType, document, [.. written.Select(w => w.Blob)], cancellationToken);
            });
        }
        catch (Exception e) when (e is RegistryException or ImageException or StoreException or LayerException or IOException)
        {
            if (!target.IgnoresErrors)
            {
                throw new BuildException($"the cache mounts cannot be exported to {target.Name}: {e.Message}", cause: e);
            }

            session.Progress.Warn(PlanWarning.CacheNotWritten(target.Name, e.Message));
        }
    }

    private async Task<Descriptor> WriteAsync(string name, SharedCacheTarget target, IImageDestination destination, CancellationToken cancellationToken)
    {
        var store = session.Store;
        // Waits for steps that have it for themselves; those that share it may write on.
        using var held = await store.CacheMounts.LockAsync(name, cancellationToken);
        using var handle = store.Temp.CreateFile("mount", out var path);
        try
        {
            await using var file = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
            var compressor = Compressor.Open(file, target.Packing.Compression, target.Packing.Level);
            using (var root = RootedDirectory.Open(store.CacheMounts.DirectoryOf(name)))
            using (var writer = new LayerWriter(compressor))
            {
                TreeDiff.Write(null, root, writer, DiffOptions.Default, cancellationToken);
                writer.Complete();
            }

            var packed = compressor.Complete();
            await compressor.DisposeAsync();
            var blob = new Descriptor { MediaType = LayerPacker.MediaTypeOf(target.Packing.Compression, oci: true), Digest = packed.Digest, Size = packed.Size };
            await destination.PutBlobAsync(blob, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), null, null, cancellationToken);
            return blob;
        }
        finally
        {
            TempArea.Delete(path);
        }
    }
}
