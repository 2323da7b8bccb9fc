using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Sources;

/// <summary>An image at a registry.</summary>
public sealed class RegistryImageSource(RegistryClient client, Reference reference) : IImageSource
{
    /// <summary>The repository.</summary>
    public RepositoryName Repository { get; } = new(reference.Domain, reference.Path);

    /// <inheritdoc/>
    public string Description => reference.ToString();

    /// <inheritdoc/>
    public Task<ResolvedManifest> ResolveAsync(CancellationToken cancellationToken) => reference.Digest.IsEmpty
        ? client.ResolveAsync(Repository, reference.Tag ?? Reference.DefaultTag, cancellationToken)
        : client.ResolveAsync(Repository, reference.Digest, cancellationToken);

    /// <inheritdoc/>
    public Task<ResolvedManifest> ResolveAsync(Digest digest, CancellationToken cancellationToken) =>
        client.ResolveAsync(Repository, digest, cancellationToken);

    /// <inheritdoc/>
    public Task<VerifiedStream> OpenBlobAsync(Descriptor descriptor, IProgress<long>? progress, CancellationToken cancellationToken) =>
        client.OpenBlobAsync(Repository, descriptor, progress, cancellationToken);

    /// <summary>Opens a blob of which a part came before; <see cref="RegistryClient.ResumeBlobAsync"/>.</summary>
    public Task<VerifiedStream> ResumeBlobAsync(Descriptor descriptor, Stream part, IProgress<long>? progress, CancellationToken cancellationToken) =>
        client.ResumeBlobAsync(Repository, descriptor, part, progress, cancellationToken);
}
