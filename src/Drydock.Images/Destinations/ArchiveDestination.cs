using System.Collections.Concurrent;
using Drydock.Images.Archives;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Destinations;

/// <summary>An archive of one image: an OCI layout, and for <c>docker load</c> also <c>manifest.json</c>. Blobs go into it one after the other, as they come.</summary>
public sealed class ArchiveDestination : IImageDestination, IDisposable
{
    private readonly ArchiveSink _sink;
    // Written to by whoever holds _writing, read by all.
    private readonly ConcurrentDictionary<Digest, bool> _written = [];
    private readonly SemaphoreSlim _writing = new(1);
    private readonly string? _tag;
    private readonly Reference? _dockerName;
    private readonly bool _docker;

    private ArchiveDestination(Stream output, string description, bool docker, string? tag, Reference? dockerName)
    {
        _sink = new TarSink(output);
        Description = description;
        (_docker, _tag, _dockerName) = (docker, tag, dockerName);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public RepositoryName? Repository => null;

    /// <summary>An OCI layout in a tar.</summary>
    /// <param name="output">Takes the tar; stays open.</param>
    /// <param name="description">What the user calls it.</param>
    /// <param name="tag">The tag of the image; null for none.</param>
    public static ArchiveDestination Oci(Stream output, string description, string? tag) => new(output, description, docker: false, tag, null);

    /// <summary>The same with what <c>docker load</c> reads.</summary>
    /// <param name="output">Takes the tar; stays open.</param>
    /// <param name="description">What the user calls it.</param>
    /// <param name="name">The name of the image; null for none.</param>
    public static ArchiveDestination Docker(Stream output, string description, Reference? name) => new(output, description, docker: true, name?.Tag, name);

    /// <inheritdoc/>
    public Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellationToken) => Task.FromResult(_written.ContainsKey(digest));

    /// <inheritdoc/>
    public Task<bool> MountBlobAsync(Digest digest, RepositoryName source, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public async Task<BlobPushResult> PutBlobAsync(Descriptor blob, Func<Stream> open, RepositoryName? mountFrom, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!_written.TryAdd(blob.Digest, true))
            {
                return BlobPushResult.Existed;
            }

            await using var content = open();
            _sink.Add(OciLayout.BlobPath(blob.Digest), blob.Size, content);
            return BlobPushResult.Uploaded;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public Task PutManifestAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken) =>
        PutBlobAsync(manifest, () => new MemoryStream(bytes), null, null, cancellationToken);

    /// <inheritdoc/>
    public async Task CompleteAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken)
    {
        await PutManifestAsync(manifest, bytes, cancellationToken);
        _sink.Add(OciLayout.FileName, OciJson.Serialize(new OciLayout()));
        _sink.Add(OciLayout.IndexFileName, OciJson.Serialize(LayoutIndex.Empty.With(Entry(manifest))));
        if (_docker)
        {
            _sink.Add(DockerArchiveImage.FileName, OciJson.Serialize(new[] { DockerImage(manifest, bytes) }));
        }

        _sink.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private Descriptor Entry(Descriptor manifest) => LayoutIndex.Named(
        _dockerName is null ? manifest : manifest with
        {
            Annotations = new StringMap(manifest.Annotations ?? []) { [OciLayoutWriter.ContainerdName] = _dockerName.ToString() },
        },
        _tag);

    private DockerArchiveImage DockerImage(Descriptor descriptor, byte[] bytes)
    {
        if (MediaTypes.IsIndex(descriptor.MediaType))
        {
            throw new ImageException($"{Description}: an archive for docker holds one image, not an index; choose one with --platform, or write oci-archive:");
        }

        var manifest = OciDocuments.ReadManifest(bytes);
        return new DockerArchiveImage
        {
            Config = OciLayout.BlobPath(manifest.Config.Digest),
            RepoTags = _dockerName is null ? null : [_dockerName.ToFamiliarString()],
            Layers = [.. manifest.Layers.Select(l => OciLayout.BlobPath(l.Digest))],
        };
    }
}
