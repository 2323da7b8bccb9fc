using Drydock.Registry.Configuration;
using Drydock.Registry.Credentials;
using Drydock.Registry.Http;
using Drydock.Registry.Transfers;

namespace Drydock.Registry;

/// <summary>
/// A client of registries that follow the OCI distribution specification. One instance serves a
/// whole process: it keeps connections, tokens and what it learned about hosts. All members may be
/// used at the same time.
/// </summary>
/// <remarks>OCI distribution-spec 1.1; docker's registry HTTP API V2 and token authentication.</remarks>
public sealed partial class RegistryClient : IDisposable
{
    private readonly Lazy<Parts> _parts;

    /// <summary>Makes a client; no connection is opened yet.</summary>
    /// <exception cref="RegistryException">The proxy is not a URL (<see cref="RegistryOutcome.Configuration"/>).</exception>
    public RegistryClient(RegistryOptions? options = null)
        : this(() => options ?? new RegistryOptions()) => _ = _parts.Value;

    /// <summary>Makes a client that reads its options when it is first used: most builds ask no registry.</summary>
    /// <param name="options">Called once; what it throws, the first use throws.</param>
    public RegistryClient(Func<RegistryOptions> options) => _parts = new Lazy<Parts>(() => Parts.Of(options()));

    /// <summary>What the client was made with.</summary>
    public RegistryOptions Options => _parts.Value.Options;

    private RegistryTransport Transport => _parts.Value.Transport;

    private MirrorHealth Mirrors => _parts.Value.Mirrors;

    /// <summary>Proves a credential at a registry, as <c>login</c> does before it saves it.</summary>
    /// <returns>What to save: the credential itself, or the identity token that the registry gives in its place.</returns>
    /// <exception cref="RegistryException">It is not accepted.</exception>
    public async Task<Credential> LoginAsync(string host, Credential credential, CancellationToken cancellationToken = default)
    {
        if (!RepositoryName.IsHost(host))
        {
            throw new RegistryException(RegistryOutcome.Configuration, $"\"{Redactor.Clean(host, 100)}\" is not a registry host", "give a name or address, perhaps with :port");
        }

        var registry = HostAddress.IsDockerHub(host) ? HostAddress.DockerHub : host;
        var endpoint = new Endpoint(registry, HostAddress.AuthorityOf(host), "", Transport.Endpoints.IsInsecure(host), IsMirror: false);
        var identity = await Transport.LoginAsync(new Call(HttpMethod.Get, endpoint, "/v2/", $"log in to {registry}"), credential, cancellationToken);
        return identity is null || credential.IdentityToken is not null
            ? credential
            : new Credential { User = credential.User, IdentityToken = identity };
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        if (_parts.IsValueCreated)
        {
            Transport.Dispose();
        }
    }

    private sealed record Parts(RegistryOptions Options, RegistryTransport Transport, MirrorHealth Mirrors)
    {
        public static Parts Of(RegistryOptions options) => new(options, new RegistryTransport(options), new MirrorHealth(options));
    }
}
