using System.Text;
using Drydock.Images;
using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Build.Caching.Sharing;

/// <summary>A shared cache that was read.</summary>
/// <param name="name">What the user calls it.</param>
/// <param name="document">What it knows.</param>
/// <param name="source">Where its layers are.</param>
internal sealed class ReadCache(string name, SharedCacheDocument document, IImageSource source)
{
    private readonly Dictionary<Digest, SharedRecord> _records = document.Records.Where(r => r is not null).DistinctBy(r => r.Key).ToDictionary(r => r.Key);

    public string Name => name;

    public IImageSource Source => source;

    /// <summary>The layers that it has no bytes of: known by name, so that what was made from them is found.</summary>
    public IEnumerable<Digest> NamedOnly => document.Layers.Where(l => l is { Blob: null }).Select(l => l.Id);

    public SharedRecord? Find(Digest key) => _records.GetValueOrDefault(key);

    public SharedLayer? LayerAt(int index) => document.Layers.ElementAtOrDefault(index);
}

/// <summary>Reads shared caches: those that stand alone, and what is inline in an image.</summary>
internal static class SharedCacheReader
{
    /// <summary>Reads one; its layers stay where they are.</summary>
    /// <exception cref="ImageException">There is no cache, or it cannot be read.</exception>
    /// <exception cref="RegistryException">The registry failed.</exception>
    public static async Task<ReadCache> ReadAsync(string name, IImageSource source, Platform platform, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await ManifestReader.FindAsync(source, platform, cancellationToken);
            var document = await ReadAsync(name, source, manifest.AsManifest(), cancellationToken);
            return new ReadCache(name, document, source);
        }
        catch (FormatException e)
        {
            throw new ImageException($"{name}: {e.Message}", e);
        }
    }

    private static async Task<SharedCacheDocument> ReadAsync(string name, IImageSource source, Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Config.MediaType == SharedCacheDocument.MediaType)
        {
            return SharedCacheDocument.Parse(await ReadBlobAsync(source, manifest.Config, cancellationToken));
        }

        if (manifest.Annotations?.GetValueOrDefault(SharedCacheDocument.Annotation) is not { } inline)
        {
            throw new ImageException($"{name} is an image without a cache in it; build it with --cache-to type=inline, or with a cache of its own (type=registry)");
        }

        var config = OciDocuments.ReadConfig(await ReadBlobAsync(source, manifest.Config, cancellationToken));
        var blobs = new Dictionary<Digest, Descriptor>();
        foreach (var (diffId, blob) in (config.RootFs.DiffIds ?? []).Zip(manifest.Layers))
        {
            blobs[diffId] = blob;
        }

        var document = SharedCacheDocument.Parse(Encoding.UTF8.GetBytes(inline));
        return document with { Layers = [.. document.Layers.Select(l => l with { Blob = blobs.GetValueOrDefault(l.Id) })] };
    }

    /// <summary>Reads the config of a manifest that has one of a certain media type.</summary>
    /// <exception cref="ImageException">It is another kind of manifest.</exception>
    /// <exception cref="FormatException">A document is malformed.</exception>
    /// <exception cref="RegistryException">The registry failed.</exception>
    public static async Task<byte[]> ReadConfigAsync(IImageSource source, string mediaType, Platform platform, CancellationToken cancellationToken)
    {
        var manifest = (await ManifestReader.FindAsync(source, platform, cancellationToken)).AsManifest();
        return manifest.Config.MediaType == mediaType
            ? await ReadBlobAsync(source, manifest.Config, cancellationToken)
            : throw new ImageException($"{source.Description} is {manifest.Config.MediaType}, not {mediaType}");
    }

    private static async Task<byte[]> ReadBlobAsync(IImageSource source, Descriptor blob, CancellationToken cancellationToken)
    {
        if (blob.Size > SharedCacheDocument.MaxBytes)
        {
            throw new FormatException($"the document of the cache has {blob.Size} bytes; at most {SharedCacheDocument.MaxBytes} are read");
        }

        await using var stream = await source.OpenBlobAsync(blob, null, cancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
