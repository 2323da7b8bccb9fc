namespace Drydock.Registry.Credentials;

/// <summary>Anonymous access everywhere.</summary>
public sealed class NoCredentials : ICredentialSource
{
    /// <summary>The one instance.</summary>
    public static NoCredentials Instance { get; } = new();

    /// <inheritdoc/>
    public Task<Credential?> FindAsync(string host, string? path, CancellationToken cancellationToken) =>
        Task.FromResult<Credential?>(null);
}
