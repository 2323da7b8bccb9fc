using System.Text.Json;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Resolving;

/// <summary>From a source to an image's metadata: index, manifest of the platform, config.</summary>
public static class ManifestReader
{
    /// <summary>Reads the metadata of the image for a platform.</summary>
    /// <exception cref="ImageException">The index has no such platform, or a document contradicts itself.</exception>
    /// <exception cref="RegistryException">The source failed.</exception>
    public static async Task<ResolvedImage> ReadAsync(IImageSource source, Platform platform, CancellationToken cancellationToken)
    {
        try
        {
            var named = await source.ResolveAsync(cancellationToken);
            var found = await ChooseAsync(source, named, platform, cancellationToken);
            var manifest = found.AsManifest();
            var configBytes = await ReadConfigAsync(source, manifest.Config, cancellationToken);
            return ResolvedImage.Create(named.Descriptor.Digest, found.Bytes, configBytes, source);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new ImageException($"{source.Description}: {e.Message}", e);
        }
    }

    /// <summary>The manifest of the image for a platform.</summary>
    /// <exception cref="ImageException">The index has no such platform.</exception>
    /// <exception cref="FormatException">A document is malformed.</exception>
    /// <exception cref="RegistryException">The source failed.</exception>
    public static async Task<ResolvedManifest> FindAsync(IImageSource source, Platform platform, CancellationToken cancellationToken) =>
        await ChooseAsync(source, await source.ResolveAsync(cancellationToken), platform, cancellationToken);

    /// <summary>Reads the config of a manifest.</summary>
    /// <exception cref="ImageException">It is too large, or malformed.</exception>
    /// <exception cref="RegistryException">The source failed.</exception>
    public static async Task<ImageConfig> ReadConfigAsync(IImageSource source, ResolvedManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return OciDocuments.ReadConfig(await ReadConfigAsync(source, manifest.AsManifest().Config, cancellationToken));
        }
        catch (FormatException e)
        {
            throw new ImageException($"{source.Description}: {e.Message}", e);
        }
    }

    private static async Task<ResolvedManifest> ChooseAsync(IImageSource source, ResolvedManifest found, Platform platform, CancellationToken cancellationToken)
    {
        // An index may list indexes; deeper nesting than this has no use and could be endless.
        for (var depth = 0; found.IsIndex; depth++)
        {
            found = depth < 3
                ? await source.ResolveAsync(Choose(source, found.AsIndex(), platform).Digest, cancellationToken)
                : throw new ImageException($"{source.Description}: indexes are nested too deeply");
        }

        return found;
    }

    private static Descriptor Choose(IImageSource source, ImageIndex index, Platform platform) =>
        PlatformMatcher.Only(platform).Best(index.Manifests)
        ?? throw new ImageException(
            $"{source.Description} has no image for {platform}; it has {string.Join(", ", index.Manifests.Where(m => m.Platform is { Os: not "unknown" }).Select(m => m.Platform))}");

    private static async Task<byte[]> ReadConfigAsync(IImageSource source, Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (descriptor.Size > OciJson.MaxDocumentBytes)
        {
            throw new ImageException($"{source.Description}: the config has {descriptor.Size} bytes; at most {OciJson.MaxDocumentBytes} are read");
        }

        await using var stream = await source.OpenBlobAsync(descriptor, null, cancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
