namespace Drydock.Registry.Configuration;

/// <summary>What is configured for the repositories that begin with a prefix.</summary>
/// <param name="Prefix">A host, a host with the start of a repository path, or <c>*.domain</c>.</param>
/// <remarks>containers-registries.conf(5), version 2, table <c>[[registry]]</c>.</remarks>
public sealed record RegistryRule(string Prefix)
{
    /// <summary>What replaces the prefix; null for nothing.</summary>
    public string? Location { get; init; }

    /// <summary>Whether plain HTTP and unverified TLS are accepted.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether pulling from here is refused.</summary>
    public bool Blocked { get; init; }

    /// <summary>Mirrors in the order they are asked.</summary>
    public IReadOnlyList<MirrorLocation> Mirrors { get; init; } = [];
}
