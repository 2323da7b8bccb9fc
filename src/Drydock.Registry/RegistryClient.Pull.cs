using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Drydock.Oci;
using Drydock.Registry.Auth;
using Drydock.Registry.Http;
using Drydock.Registry.Transfers;

namespace Drydock.Registry;

public sealed partial class RegistryClient
{
    private static readonly string[] s_manifestTypes =
        [MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.DockerManifestList, MediaTypes.DockerManifest];

    /// <summary>Fetches and verifies the manifest or index of a reference: by its digest where it has one, else by its tag.</summary>
    /// <exception cref="RegistryException">It cannot be had, or is not a well-formed image document.</exception>
    public Task<ResolvedManifest> ResolveAsync(Reference reference, CancellationToken cancellationToken = default) =>
        ResolveAsync(RepositoryName.Of(reference), reference.TagOrDigest, reference.Digest, cancellationToken);

    /// <summary>Fetches and verifies the manifest or index of a tag.</summary>
    /// <exception cref="RegistryException">It cannot be had, or is not a well-formed image document.</exception>
    /// <exception cref="ArgumentException">The tag does not follow the grammar.</exception>
    public Task<ResolvedManifest> ResolveAsync(RepositoryName repository, string tag, CancellationToken cancellationToken = default) =>
        RepositoryName.IsTag(tag)
            ? ResolveAsync(repository, tag, default, cancellationToken)
            : throw new ArgumentException($"\"{Redactor.Clean(tag, 150)}\" is not a tag", nameof(tag));

    /// <summary>Fetches and verifies the manifest or index with a digest.</summary>
    /// <exception cref="RegistryException">It cannot be had, or is not a well-formed image document.</exception>
    public Task<ResolvedManifest> ResolveAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken = default) =>
        ResolveAsync(repository, digest.ToString(), digest, cancellationToken);

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
        RepositoryName repository, Descriptor descriptor, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        OpenBlobAsync(repository, descriptor, null, progress, cancellationToken);

    /// <summary>As <see cref="OpenBlobAsync(RepositoryName, Descriptor, IProgress{long}?, CancellationToken)"/>, going on where an earlier attempt stopped.</summary>
    /// <param name="repository">Where the blob is.</param>
    /// <param name="descriptor">Its digest and size.</param>
    /// <param name="part">What was received before: read from its position on, and then extended with what comes. The caller owns it; after a failure of the check its bytes are worth nothing.</param>
    /// <param name="progress">Told the bytes received so far, those of earlier attempts included.</param>
    /// <param name="cancellationToken">Cancels the opening and all reads.</param>
    /// <exception cref="RegistryException">The blob cannot be had.</exception>
    public Task<VerifiedStream> ResumeBlobAsync(
        RepositoryName repository, Descriptor descriptor, Stream part, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        OpenBlobAsync(repository, descriptor, part, progress, cancellationToken);

    private async Task<VerifiedStream> OpenBlobAsync(
        RepositoryName repository, Descriptor descriptor, Stream? part, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor.Size);
        var purpose = $"pull blob {descriptor.Digest} of {repository}";
        var locations = Mirrors.Usable(Transport.Endpoints.ForPull(repository, byDigest: true)).Select(endpoint =>
            new Call(HttpMethod.Get, endpoint, $"/v2/{endpoint.Path}/blobs/{descriptor.Digest}", purpose) { Scopes = [Scope.Pull(endpoint.Path)] });
        var download = new BlobDownload(Transport, Mirrors, Options, [.. locations], descriptor, part, progress, cancellationToken);
        try
        {
            // With a part at hand nobody is asked before it has been read.
            if (part is null || part.Length == part.Position)
            {
                await download.OpenAsync(cancellationToken);
            }

            return new VerifiedStream(download, descriptor.Digest, descriptor.Size, $"blob of {repository}");
        }
        catch
        {
            await download.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the registry has a blob in a repository; mirrors are not asked.</summary>
    /// <exception cref="RegistryException">The registry cannot be asked.</exception>
    public async Task<bool> BlobExistsAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken = default) =>
        await BlobExistsAsync(repository, digest, Scope.Pull, cancellationToken);

    /// <summary>Asks, before a push, what a tag stands for, without its manifest; mirrors are not asked.</summary>
    /// <returns>Type, digest and size (0 when not told) of the manifest; null when there is no such tag, or the registry does not tell its digest.</returns>
    /// <exception cref="RegistryException">The registry cannot be asked.</exception>
    public async Task<Descriptor?> FindTagAsync(RepositoryName repository, string tag, CancellationToken cancellationToken = default)
    {
        var endpoint = Transport.Endpoints.Origin(repository);
        using var response = await Transport.SendAsync(
            new Call(HttpMethod.Head, endpoint, $"/v2/{endpoint.Path}/manifests/{tag}", $"push {repository}:{tag}")
            {
                Scopes = [Scope.Push(endpoint.Path)],
                Accept = s_manifestTypes,
                Expected = [HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed],
            },
            cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            && Digest.TryParse(RegistryTransport.ValuesOf(response, "Docker-Content-Digest").FirstOrDefault(), out var digest)
            ? new Descriptor { MediaType = response.Content.Headers.ContentType?.MediaType ?? "", Digest = digest, Size = response.Content.Headers.ContentLength ?? 0 }
            : null;
    }

    /// <summary>Lists the tags of a repository in the registry's order.</summary>
    /// <exception cref="RegistryException">The list cannot be had.</exception>
    public async IAsyncEnumerable<string> ListTagsAsync(RepositoryName repository, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var endpoint = Transport.Endpoints.Origin(repository);
        // Some registries refuse more than 1000 a page.
        var call = new Call(HttpMethod.Get, endpoint, $"/v2/{endpoint.Path}/tags/list?n=1000", $"list the tags of {repository}")
        {
            Scopes = [Scope.Pull(endpoint.Path)],
        };
        await foreach (var page in Pages.ReadAsync(Transport, Options, call, cancellationToken))
        {
            var list = Pages.Parse(call, page, ListJsonContext.Default.TagList);
            foreach (var tag in list.Tags ?? [])
            {
                if (tag is not null && RepositoryName.IsTag(tag))
                {
                    yield return tag;
                }
            }
        }
    }

    /// <summary>Lists what refers to a manifest: signatures, attestations, SBOMs.</summary>
    /// <param name="repository">Where to look.</param>
    /// <param name="subject">The manifest referred to.</param>
    /// <param name="artifactType">Only those of this type; null for all.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <remarks>
    /// OCI distribution-spec, "Listing Referrers"; for registries without it the index tagged
    /// <c>sha256-HEX</c> is read ("Unavailable Referrers API").
    /// </remarks>
    /// <exception cref="RegistryException">The list cannot be had.</exception>
    public async Task<IReadOnlyList<Descriptor>> ListReferrersAsync(
        RepositoryName repository, Digest subject, string? artifactType = null, CancellationToken cancellationToken = default)
    {
        var endpoint = Transport.Endpoints.Origin(repository);
        var filter = artifactType is null ? "" : $"?artifactType={Uri.EscapeDataString(artifactType)}";
        var call = new Call(HttpMethod.Get, endpoint, $"/v2/{endpoint.Path}/referrers/{subject}{filter}", $"list the referrers of {subject} in {repository}")
        {
            Scopes = [Scope.Pull(endpoint.Path)],
            Accept = [MediaTypes.OciIndex],
        };
        var found = new List<Descriptor>();
        try
        {
            await foreach (var page in Pages.ReadAsync(Transport, Options, call, cancellationToken))
            {
                found.AddRange(Pages.ParseIndex(call, page).Manifests);
            }
        }
        catch (RegistryException e) when (e.Outcome is RegistryOutcome.NotFound or RegistryOutcome.Unsupported)
        {
            found.AddRange(await TaggedReferrersAsync(repository, subject, cancellationToken));
        }

        // A registry need not filter by itself.
        return artifactType is null ? found : [.. found.Where(d => d.ArtifactType == artifactType)];
    }

    private async Task<IReadOnlyList<Descriptor>> TaggedReferrersAsync(RepositoryName repository, Digest subject, CancellationToken cancellationToken)
    {
        try
        {
            var tagged = await ResolveAsync(repository, $"{subject.Algorithm}-{subject.Hex[..64]}", cancellationToken);
            return tagged.IsIndex ? tagged.AsIndex().Manifests : [];
        }
        catch (RegistryException e) when (e.Outcome == RegistryOutcome.NotFound)
        {
            return [];
        }
    }

    private async Task<ResolvedManifest> ResolveAsync(RepositoryName repository, string reference, Digest wanted, CancellationToken cancellationToken)
    {
        var endpoints = Mirrors.Usable(Transport.Endpoints.ForPull(repository, byDigest: !wanted.IsEmpty));
        var name = wanted.IsEmpty ? $"{repository}:{reference}" : $"{repository}@{reference}";
        for (var i = 0; ; i++)
        {
            var endpoint = endpoints[i];
            var call = new Call(HttpMethod.Get, endpoint, $"/v2/{endpoint.Path}/manifests/{reference}", $"pull {name}")
            {
                Scopes = [Scope.Pull(endpoint.Path)],
                Accept = s_manifestTypes,
            };
            try
            {
                return await Transport.SendAsync(
                    call, (response, token) => ReadManifestAsync(call, response, wanted, token), cancellationToken);
            }
            catch (RegistryException e) when (i + 1 < endpoints.Count)
            {
                Mirrors.Skip(endpoint, e);
            }
        }
    }

    private async Task<ResolvedManifest> ReadManifestAsync(Call call, HttpResponseMessage response, Digest wanted, CancellationToken cancellationToken)
    {
        var uri = response.RequestMessage?.RequestUri;
        byte[] bytes;
        try
        {
            bytes = await BoundedBody.ReadAsync(response, OciJson.MaxDocumentBytes, Options, cancellationToken);
        }
        catch (BodyTooLargeException)
        {
            throw Failures.Protocol(call, uri, $"the manifest is larger than {OciJson.MaxDocumentBytes} bytes", RegistryOutcome.TooLarge);
        }

        var header = RegistryTransport.ValuesOf(response, "Docker-Content-Digest").FirstOrDefault();
        var announced = header is null || Digest.TryParse(header, out var parsed)
            ? header is null ? default : Digest.Parse(header)
            : throw Failures.Protocol(call, uri, "the header Docker-Content-Digest holds no digest");
        foreach (var expected in new[] { wanted, announced })
        {
            if (!expected.IsEmpty && DigestOf(expected, bytes) is var actual && actual != expected)
            {
                throw Failures.Protocol(call, uri, $"the content is not {expected}, but {actual}", RegistryOutcome.DigestMismatch);
            }
        }

        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (ManifestCheck.Problem(mediaType, bytes) is { } problem)
        {
            throw Failures.Protocol(call, uri, problem);
        }

        return new ResolvedManifest(
            new Descriptor { MediaType = mediaType!, Digest = wanted.IsEmpty ? Digest.OfBytes(bytes) : wanted, Size = bytes.Length }, bytes);
    }

    private static Digest DigestOf(Digest like, byte[] bytes) => like.Algorithm == "sha512"
        ? Digest.Parse("sha512:" + Convert.ToHexStringLower(SHA512.HashData(bytes)))
        : Digest.OfBytes(bytes);

    private async Task<bool> BlobExistsAsync(
        RepositoryName repository, Digest digest, Func<string, Scope> scope, CancellationToken cancellationToken)
    {
        var endpoint = Transport.Endpoints.Origin(repository);
        using var response = await Transport.SendAsync(
            new Call(HttpMethod.Head, endpoint, $"/v2/{endpoint.Path}/blobs/{digest}", $"look for blob {digest} in {repository}")
            {
                Scopes = [scope(endpoint.Path)],
                Expected = [HttpStatusCode.OK, HttpStatusCode.NotFound],
            },
            cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }
}
