namespace Drydock.Registry.Credentials;

/// <summary>Where the client looks for credentials.</summary>
public interface ICredentialSource
{
    /// <summary>The credential for a registry, or null for none.</summary>
    /// <param name="host">The registry, as in image references (<c>docker.io</c> for Docker Hub).</param>
    /// <param name="path">The repository, for credentials of one part of a registry; null for the registry itself.</param>
    /// <param name="cancellationToken">Cancels a running helper program.</param>
    /// <exception cref="RegistryException">A file cannot be read or a helper failed (<see cref="RegistryOutcome.Configuration"/>).</exception>
    Task<Credential?> FindAsync(string host, string? path, CancellationToken cancellationToken);
}
