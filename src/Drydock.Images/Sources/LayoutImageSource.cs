using System.Text.Json;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Sources;

/// <summary>An image of an OCI layout, in a directory or an archive.</summary>
/// <remarks>OCI image-spec, image-layout.md. The layout is untrusted: paths stay inside it, digests are verified.</remarks>
public sealed class LayoutImageSource : IImageSource, IDisposable
{
    private readonly ILayoutFiles _files;
    private readonly string? _tag;
    private readonly Digest _digest;

    internal LayoutImageSource(ILayoutFiles files, string description, string? tag, Digest digest) =>
        (_files, Description, _tag, _digest) = (files, description, tag, digest);

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Opens <c>DIR[:TAG][@DIGEST]</c>.</summary>
    /// <exception cref="ImageException">There is no layout, or the digest is malformed.</exception>
    public static LayoutImageSource Open(string text)
    {
        var (path, digest) = text.Split('@', 2) is [var before, var after] ? (before, after) : (text, null);
        var colon = path.LastIndexOf(':');
        var tag = colon > path.LastIndexOf('/') ? path[(colon + 1)..] : null;
        path = tag is null ? path : path[..colon];
        var parsed = default(Digest);
        if (digest is not null && !Digest.TryParse(digest, out parsed))
        {
            throw new ImageException($"oci-layout://{text}: \"{digest}\" is not a digest");
        }

        try
        {
            var description = $"oci-layout://{path}";
            return new LayoutImageSource(new DirectoryLayout(RootedDirectory.Open(path), description), description, tag, parsed);
        }
        catch (LinuxException e)
        {
            throw new ImageException($"oci-layout://{text}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task<ResolvedManifest> ResolveAsync(CancellationToken cancellationToken)
    {
        if (!_digest.IsEmpty)
        {
            return ResolveAsync(_digest, cancellationToken);
        }

        var index = OciDocuments.ReadIndex(_files.ReadDocument(OciLayout.IndexFileName));
        var matching = index.Manifests.Where(m => _tag is null || m.Annotations?.GetValueOrDefault(OciLayout.RefNameAnnotation) == _tag).ToList();
        return matching switch
        {
            [] => throw new ImageException($"{Description} has no image with the tag {_tag}"),
            [var only] => ResolveAsync(only, cancellationToken),
            // Several images of one tag, or no tag given: the platform decides, as in any index.
            _ => Task.FromResult(Synthetic(index with { Manifests = matching })),
        };
    }

    /// <inheritdoc/>
    public Task<ResolvedManifest> ResolveAsync(Digest digest, CancellationToken cancellationToken)
    {
        var bytes = ReadBlob(digest);
        using var document = JsonDocument.Parse(bytes);
        var isIndex = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("manifests", out _);
        return Task.FromResult(Checked(new Descriptor { MediaType = isIndex ? MediaTypes.OciIndex : MediaTypes.OciManifest, Digest = digest, Size = bytes.Length }, bytes));
    }

    /// <inheritdoc/>
    public Task<VerifiedStream> OpenBlobAsync(Descriptor descriptor, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        return Task.FromResult(new VerifiedStream(_files.OpenBlob(descriptor.Digest), descriptor.Digest, descriptor.Size, $"blob of {Description}"));
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private Task<ResolvedManifest> ResolveAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        MediaTypes.IsIndex(descriptor.MediaType) || MediaTypes.IsManifest(descriptor.MediaType)
            ? Task.FromResult(Checked(descriptor, ReadBlob(descriptor.Digest)))
            : ResolveAsync(descriptor.Digest, cancellationToken);

    private static ResolvedManifest Synthetic(ImageIndex index)
    {
        var bytes = OciJson.Serialize(index with { MediaType = MediaTypes.OciIndex });
        return new ResolvedManifest(Descriptor.Of(MediaTypes.OciIndex, bytes), bytes);
    }

    // What could be taken for another kind of document is refused, as from a registry.
    private static ResolvedManifest Checked(Descriptor descriptor, byte[] bytes)
    {
        _ = MediaTypes.IsIndex(descriptor.MediaType)
            ? (object)OciDocuments.ReadIndex(bytes)
            : OciDocuments.ReadManifest(bytes);
        return new ResolvedManifest(descriptor, bytes);
    }

    private byte[] ReadBlob(Digest digest)
    {
        var bytes = _files.ReadDocument(OciLayout.BlobPath(digest));
        return Digest.OfBytes(bytes) == digest ? bytes : throw new ImageException($"{Description}: the blob {digest} is damaged");
    }
}
