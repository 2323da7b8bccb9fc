using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Destinations;

/// <summary>A repository of a registry.</summary>
/// <param name="client">Speaks with it.</param>
/// <param name="repository">The repository.</param>
/// <param name="tags">The tags the image gets; none leaves it to be found by digest.</param>
public sealed class RegistryDestination(RegistryClient client, RepositoryName repository, IReadOnlyList<string> tags) : IImageDestination
{
    /// <inheritdoc/>
    public string Description => tags is [var tag] ? $"{repository}:{tag}" : repository.ToString();

    /// <inheritdoc/>
    public RepositoryName Repository => repository;

    /// <inheritdoc/>
    public Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellationToken) =>
        client.BlobExistsAsync(repository, digest, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> MountBlobAsync(Digest digest, RepositoryName source, CancellationToken cancellationToken) =>
        client.MountBlobAsync(repository, digest, source, cancellationToken);

    /// <inheritdoc/>
    public Task<BlobPushResult> PutBlobAsync(Descriptor blob, Func<Stream> open, RepositoryName? mountFrom, IProgress<long>? progress, CancellationToken cancellationToken) =>
        client.PushBlobAsync(repository, blob, open, mountFrom?.Host == repository.Host ? mountFrom : null, progress, cancellationToken);

    /// <inheritdoc/>
    public Task PutManifestAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken) =>
        client.PushManifestAsync(repository, null, manifest.MediaType, bytes, cancellationToken);

    /// <inheritdoc/>
    public async Task CompleteAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken)
    {
        foreach (var tag in tags.DefaultIfEmpty(null))
        {
            // A registry checks and writes a lot for a manifest that it is sent; most that are pushed again are there.
            if (tag is null || (await client.FindTagAsync(repository, tag, cancellationToken))?.Digest != manifest.Digest)
            {
                await client.PushManifestAsync(repository, tag, manifest.MediaType, bytes, cancellationToken);
            }
        }
    }
}
