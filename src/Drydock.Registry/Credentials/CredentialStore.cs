namespace Drydock.Registry.Credentials;

/// <summary>The credentials of docker's <c>config.json</c> and podman's <c>auth.json</c>, with their helper programs.</summary>
public sealed class CredentialStore : ICredentialSource
{
    /// <summary>Uses the given files; the first that knows a registry wins, and the first is written to.</summary>
    public CredentialStore(IReadOnlyList<string> files) => Files = files;

    /// <summary>The files in the order they are asked.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The files that the environment names: REGISTRY_AUTH_FILE alone, else docker's and podman's.</summary>
    public static CredentialStore FromEnvironment(Func<string, string?>? variable = null) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<Credential?> FindAsync(string host, string? path, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Saves a credential, with the configured helper program or in the file (mode 0600, replaced atomically).</summary>
    /// <returns>Where it went, for the user: a path or a program.</returns>
    /// <exception cref="RegistryException">The file or helper cannot be used.</exception>
    public Task<string> SaveAsync(string host, Credential credential, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Forgets the credential of a registry everywhere it is found.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="RegistryException">The file or helper cannot be used.</exception>
    public Task<bool> EraseAsync(string host, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
