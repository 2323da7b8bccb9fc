namespace Drydock.Registry.Configuration;

/// <summary>Another place that has the content of a registry, asked before the registry itself.</summary>
/// <param name="Host">The host, perhaps with a port.</param>
/// <param name="PathPrefix">What stands before the repository there; empty for nothing.</param>
/// <param name="Insecure">Whether plain HTTP and unverified TLS are accepted.</param>
/// <param name="Pulls">Which pulls it may serve.</param>
public sealed record MirrorLocation(string Host, string PathPrefix = "", bool Insecure = false, MirrorPulls Pulls = MirrorPulls.All);

/// <summary>Which pulls a mirror may serve (registries.conf, <c>pull-from-mirror</c>).</summary>
public enum MirrorPulls
{
    /// <summary>All pulls.</summary>
    All,

    /// <summary>Only content asked for by digest.</summary>
    DigestOnly,

    /// <summary>Only content asked for by tag.</summary>
    TagOnly,
}
