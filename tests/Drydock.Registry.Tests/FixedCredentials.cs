using Drydock.Registry.Credentials;

namespace Drydock.Registry.Tests;

/// <summary>The same credential for all registries, counting how often it is asked for.</summary>
internal sealed class FixedCredentials(Credential credential) : ICredentialSource
{
    public List<(string Host, string? Path)> Asked { get; } = [];

    public Task<Credential?> FindAsync(string host, string? path, CancellationToken cancellationToken)
    {
        Asked.Add((host, path));
        return Task.FromResult<Credential?>(credential);
    }
}
