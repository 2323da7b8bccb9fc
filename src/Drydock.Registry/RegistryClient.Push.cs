using System.Net;
using System.Net.Http.Headers;
using Drydock.Oci;
using Drydock.Registry.Auth;
using Drydock.Registry.Http;
using Drydock.Registry.Transfers;

namespace Drydock.Registry;

public sealed partial class RegistryClient
{
    /// <summary>Asks the registry to take a blob over from another of its repositories.</summary>
    /// <returns>False when the registry would rather have it uploaded.</returns>
    /// <exception cref="RegistryException">The registry cannot be asked.</exception>
    public async Task<bool> MountBlobAsync(
        RepositoryName repository, Digest digest, RepositoryName source, CancellationToken cancellationToken = default)
    {
        var blob = new Descriptor { MediaType = "", Digest = digest, Size = 0 };
        var upload = new BlobUpload(Transport, Options, Transport.Endpoints.Origin(repository), blob, () => Stream.Null, null);
        if (await TryMountAsync(upload, repository, source, cancellationToken))
        {
            return true;
        }

        await upload.AbandonAsync();
        return false;
    }

    /// <summary>Brings a blob to a repository: not at all when it is there, by mounting where possible, else by upload.</summary>
    /// <param name="repository">Where it shall be.</param>
    /// <param name="descriptor">Its digest and size.</param>
    /// <param name="open">Opens the content from its start; called again when an upload must go on or begin anew. Seekable streams save reading.</param>
    /// <param name="mountFrom">A repository of the same registry that may have it.</param>
    /// <param name="progress">Told the bytes sent so far; may step back when an upload begins anew.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="RegistryException">The registry does not take it, or the content is not as described.</exception>
    public async Task<BlobPushResult> PushBlobAsync(
        RepositoryName repository,
        Descriptor descriptor,
        Func<Stream> open,
        RepositoryName? mountFrom = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor.Size);
        if (await BlobExistsAsync(repository, descriptor.Digest, Scope.Push, cancellationToken))
        {
            return BlobPushResult.Existed;
        }

        var upload = new BlobUpload(Transport, Options, Transport.Endpoints.Origin(repository), descriptor, open, progress);
        if (mountFrom is not null && mountFrom != repository && await TryMountAsync(upload, repository, mountFrom, cancellationToken))
        {
            return BlobPushResult.Mounted;
        }

        await upload.RunAsync(cancellationToken);
        return BlobPushResult.Uploaded;
    }

    /// <summary>Uploads a manifest or index.</summary>
    /// <param name="repository">Where it shall be.</param>
    /// <param name="tag">The tag it gets; null for none, it is then found by digest only.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="bytes">The document, byte for byte.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <returns>Its descriptor.</returns>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    /// <exception cref="ArgumentException">The tag does not follow the grammar.</exception>
    public async Task<Descriptor> PushManifestAsync(
        RepositoryName repository, string? tag, string mediaType, byte[] bytes, CancellationToken cancellationToken = default)
    {
        if (tag is not null && !RepositoryName.IsTag(tag))
        {
            throw new ArgumentException($"\"{Redactor.Clean(tag, 150)}\" is not a tag", nameof(tag));
        }

        var digest = Digest.OfBytes(bytes);
        var endpoint = Transport.Endpoints.Origin(repository);
        var call = new Call(HttpMethod.Put, endpoint, $"/v2/{endpoint.Path}/manifests/{tag ?? digest.ToString()}", $"push {repository}{(tag is null ? "@" : ":")}{tag ?? digest.ToString()}")
        {
            Scopes = [Scope.Push(endpoint.Path)],
            Content = _ => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            Expected = [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Accepted],
        };
        using var response = await Transport.SendAsync(call, cancellationToken);
        var stored = RegistryTransport.ValuesOf(response, "Docker-Content-Digest").FirstOrDefault();
        if (Digest.TryParse(stored, out var storedDigest) && storedDigest.Algorithm == digest.Algorithm && storedDigest != digest)
        {
            throw Failures.Protocol(
                call, response.RequestMessage?.RequestUri, $"the registry stored it as {storedDigest} instead of {digest}", RegistryOutcome.DigestMismatch);
        }

        return new Descriptor { MediaType = mediaType, Digest = digest, Size = bytes.Length };
    }

    /// <summary>Deletes a manifest with all its tags.</summary>
    /// <exception cref="RegistryException"><see cref="RegistryOutcome.Unsupported"/> where the registry does not delete.</exception>
    public async Task DeleteManifestAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken = default)
    {
        var endpoint = Transport.Endpoints.Origin(repository);
        using var response = await Transport.SendAsync(
            new Call(HttpMethod.Delete, endpoint, $"/v2/{endpoint.Path}/manifests/{digest}", $"delete {repository}@{digest}")
            {
                Scopes = [Scope.Delete(endpoint.Path)],
                Expected = [HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.NoContent],
            },
            cancellationToken);
    }

    private async Task<bool> TryMountAsync(
        BlobUpload upload, RepositoryName repository, RepositoryName source, CancellationToken cancellationToken)
    {
        // Mounting works inside one registry only.
        var (target, origin) = (Transport.Endpoints.Origin(repository), Transport.Endpoints.Origin(source));
        if (!target.Authority.Equals(origin.Authority, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            return await upload.StartAsync(new RepositoryName(source.Host, origin.Path), cancellationToken);
        }
        catch (RegistryException e) when (e.Outcome is RegistryOutcome.NotFound or RegistryOutcome.Unauthorized or RegistryOutcome.Denied)
        {
            // Without a right to the source it is an upload like any other.
            return false;
        }
    }
}
