namespace Drydock.Registry.Configuration;

/// <summary>One place where a repository may be asked for.</summary>
/// <param name="Registry">The host credentials are looked up for and messages speak of.</param>
/// <param name="Authority">The host and port of its URLs.</param>
/// <param name="Path">The repository there.</param>
/// <param name="Insecure">Whether plain HTTP and unverified TLS were allowed for it by configuration.</param>
/// <param name="IsMirror">Whether it is a mirror rather than the registry itself.</param>
internal sealed record Endpoint(string Registry, string Authority, string Path, bool Insecure, bool IsMirror);
