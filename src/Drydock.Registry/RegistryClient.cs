using Drydock.Oci;
using Drydock.Registry.Configuration;
using Drydock.Registry.Credentials;

namespace Drydock.Registry;

/// <summary>
/// A client of registries that follow the OCI distribution specification. One instance serves a
/// whole process: it keeps connections, tokens and what it learned about hosts. All members may be
/// used at the same time.
/// </summary>
/// <remarks>OCI distribution-spec 1.1; docker's registry HTTP API V2 and token authentication.</remarks>
public sealed partial class RegistryClient : IDisposable
{
    /// <summary>Makes a client; no connection is opened yet.</summary>
    public RegistryClient(RegistryOptions? options = null) => Options = options ?? new RegistryOptions();

    /// <summary>What the client was made with.</summary>
    public RegistryOptions Options { get; }

    /// <summary>Fetches and verifies the manifest or index of a tag.</summary>
    /// <exception cref="RegistryException">It cannot be had, or is not a well-formed image document.</exception>
    public Task<ResolvedManifest> ResolveAsync(RepositoryName repository, string tag, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Fetches and verifies the manifest or index with a digest.</summary>
    /// <exception cref="RegistryException">It cannot be had, or is not a well-formed image document.</exception>
    public Task<ResolvedManifest> ResolveAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Opens a blob for reading. The stream checks size and digest, and goes on by itself when the
    /// connection breaks; its reads throw <see cref="RegistryException"/>.
    /// </summary>
    /// <param name="repository">Where the blob is.</param>
    /// <param name="descriptor">Its digest and size.</param>
    /// <param name="progress">Told the bytes received so far.</param>
    /// <param name="cancellationToken">Cancels the opening and all reads.</param>
    /// <exception cref="RegistryException">The blob cannot be had.</exception>
    public Task<VerifiedStream> OpenBlobAsync(
        RepositoryName repository, Descriptor descriptor, IProgress<long>? progress = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Whether the registry has a blob in a repository; mirrors are not asked.</summary>
    public Task<bool> BlobExistsAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks the registry to take a blob over from another of its repositories.</summary>
    /// <returns>False when the registry would rather have it uploaded.</returns>
    public Task<bool> MountBlobAsync(RepositoryName repository, Digest digest, RepositoryName source, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Brings a blob to a repository: not at all when it is there, by mounting where possible, else by upload.</summary>
    /// <param name="repository">Where it shall be.</param>
    /// <param name="descriptor">Its digest and size.</param>
    /// <param name="open">Opens the content from its start; called again when an upload must go on or begin anew. Seekable streams save reading.</param>
    /// <param name="mountFrom">A repository of the same registry that may have it.</param>
    /// <param name="progress">Told the bytes sent so far; may step back when an upload begins anew.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="RegistryException">The registry does not take it, or the content is not as described.</exception>
    public Task<BlobPushResult> PushBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        Func<Stream> open,
        RepositoryName? mountFrom = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Uploads a manifest or index.</summary>
    /// <param name="repository">Where it shall be.</param>
    /// <param name="tag">The tag it gets; null for none, it is then found by digest only.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="bytes">The document, byte for byte.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <returns>Its descriptor.</returns>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    public Task<Descriptor> PushManifestAsync(
        RepositoryName repository, string? tag, string mediaType, byte[] bytes, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists the tags of a repository in the registry's order.</summary>
    public IAsyncEnumerable<string> ListTagsAsync(RepositoryName repository, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Deletes a manifest with all its tags.</summary>
    /// <exception cref="RegistryException"><see cref="RegistryOutcome.Unsupported"/> where the registry does not delete.</exception>
    public Task DeleteManifestAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists what refers to a manifest: signatures, attestations, SBOMs.</summary>
    /// <param name="repository">Where to look.</param>
    /// <param name="subject">The manifest referred to.</param>
    /// <param name="artifactType">Only those of this type; null for all.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(
        RepositoryName repository, Digest subject, string? artifactType = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Proves a credential at a registry, as <c>login</c> does before it saves it.</summary>
    /// <returns>What to save: the credential itself, or the identity token that the registry gives in its place.</returns>
    /// <exception cref="RegistryException">It is not accepted.</exception>
    public Task<Credential> LoginAsync(string host, Credential credential, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
    }
}
