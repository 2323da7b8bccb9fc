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
    private readonly RegistryTransport _transport;
    private readonly MirrorHealth _mirrors;

    /// <summary>Makes a client; no connection is opened yet.</summary>
    /// <exception cref="RegistryException">The proxy is not a URL (<see cref="RegistryOutcome.Configuration"/>).</exception>
    public RegistryClient(RegistryOptions? options = null)
    {
        Options = options ?? new RegistryOptions();
        _transport = new RegistryTransport(Options);
        _mirrors = new MirrorHealth(Options);
    }

    /// <summary>What the client was made with.</summary>
    public RegistryOptions Options { get; }

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
        var endpoint = new Endpoint(registry, HostAddress.AuthorityOf(host), "", _transport.Endpoints.IsInsecure(host), IsMirror: false);
        var identity = await _transport.LoginAsync(new Call(HttpMethod.Get, endpoint, "/v2/", $"log in to {registry}"), credential, cancellationToken);
        return identity is null || credential.IdentityToken is not null
            ? credential
            : new Credential { User = credential.User, IdentityToken = identity };
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose() => _transport.Dispose();
}
