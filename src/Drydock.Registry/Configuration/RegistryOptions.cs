using Drydock.Registry.Credentials;

namespace Drydock.Registry.Configuration;

/// <summary>Everything a <see cref="RegistryClient"/> can be told; the defaults suit a command line.</summary>
public sealed record RegistryOptions
{
    /// <summary>Hosts for which plain HTTP and unverified TLS are accepted, as in image references. Loopback always may speak plain HTTP.</summary>
    public IReadOnlyList<string> InsecureHosts { get; init; } = [];

    /// <summary>Rules by prefix: mirrors, locations, blocks. The longest matching prefix wins.</summary>
    public IReadOnlyList<RegistryRule> Rules { get; init; } = [];

    /// <summary>Where credentials come from.</summary>
    /// <value>Nowhere: anonymous.</value>
    public ICredentialSource Credentials { get; init; } = NoCredentials.Instance;

    /// <summary>Directories that hold one directory a host with <c>*.crt</c>, <c>*.cert</c> and <c>*.key</c>.</summary>
    public IReadOnlyList<string> CertificateDirectories { get; init; } = [];

    /// <summary>Proxies; null for a direct connection.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>How failing requests are repeated.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>The longest time until a connection is there, TLS included.</summary>
    /// <value>15 s.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest time in which nothing moves: no answer after the request was sent, no byte of a body.</summary>
    /// <value>60 s: a registry may verify a large upload before it answers.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When large blobs are fetched over several connections.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>Blobs up to this size, in bytes, are uploaded in one request.</summary>
    /// <value>8 MiB: losing one costs less than asking where to go on.</value>
    public long MonolithicLimitBytes { get; init; } = 8 << 20;

    /// <summary>The size, in bytes, of the parts of larger uploads; what a registry demands at least is respected.</summary>
    /// <value>32 MiB.</value>
    public int ChunkSizeBytes { get; init; } = 32 << 20;

    /// <summary>The <c>User-Agent</c> of every request.</summary>
    /// <value><c>drydock/VERSION</c>.</value>
    public string UserAgent { get; init; } = $"drydock/{typeof(RegistryOptions).Assembly.GetName().Version?.ToString(3) ?? "0"}";

    /// <summary>Told about tokens, retries, resumptions and mirrors; called on any thread.</summary>
    public Action<RegistryEvent>? OnEvent { get; init; }

    /// <summary>The clock of token lifetimes, delays and time-outs.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
