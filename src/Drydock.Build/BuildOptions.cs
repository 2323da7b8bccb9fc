using Drydock.Build.Attesting;
using Drydock.Build.Caching.Sharing;
using Drydock.Build.Contexts;
using Drydock.Build.Progress;
using Drydock.Dockerfile;
using Drydock.Layers.Folding;
using Drydock.Linux.Runtime;
using Drydock.Oci;
using Drydock.Registry.Configuration;

namespace Drydock.Build;

/// <summary>What is to be built and how; everything that <c>drydock build</c> can be told but where the result goes.</summary>
public sealed record BuildOptions
{
    /// <summary>The Dockerfile, parsed and without errors.</summary>
    public required DockerfileDocument Dockerfile { get; init; }

    /// <summary>The main context.</summary>
    public required BuildContext Context { get; init; }

    /// <summary>Contexts of <c>--build-context</c> by name, as <see cref="ContextName.Normalize"/> gives it.</summary>
    public IReadOnlyDictionary<string, NamedContext> NamedContexts { get; init; } = new Dictionary<string, NamedContext>();

    /// <summary>Values of <c>--build-arg</c>.</summary>
    public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of <c>--label</c>; they win over LABEL.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>The stage to build; null for the last one.</summary>
    public string? Target { get; init; }

    /// <summary>Further stages to build in the same run; steps they share are executed once.</summary>
    public IReadOnlyList<AlsoTarget> AlsoTargets { get; init; } = [];

    /// <summary>Execute every step.</summary>
    public bool NoCache { get; init; }

    /// <summary>Stages whose steps are all executed.</summary>
    public IReadOnlyList<string> NoCacheFilter { get; init; } = [];

    /// <summary>Fail instead of executing a step that the cache does not have.</summary>
    public bool RequireCached { get; init; }

    /// <summary>Ask registries for the bases even when the store has them.</summary>
    public bool Pull { get; init; }

    /// <summary>The platform to build for. <value>The host's.</value></summary>
    public Platform Platform { get; init; } = Platform.Host;

    /// <summary>All platforms to build for, as an index; null to build one image, for <see cref="Platform"/>.</summary>
    public IReadOnlyList<Platform>? Platforms { get; init; }

    /// <summary>How the image's making shall be stated; null for no such statement.</summary>
    public ProvenanceOptions? Provenance { get; init; }

    /// <summary>The network of RUN steps that name none: <c>default</c>, <c>host</c> or <c>none</c>.</summary>
    public string Network { get; init; } = "default";

    /// <summary>Entitlements of <c>--allow</c>: <c>network.host</c>, <c>security.insecure</c>.</summary>
    public IReadOnlySet<string> Allowed { get; init; } = new HashSet<string>();

    /// <summary>What RUN's sandbox is given beyond its defaults.</summary>
    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>Gives proxies, certificates and retries of downloads, when the first one begins.</summary>
    public Func<RegistryOptions> Connections { get; init; } = () => new RegistryOptions();

    /// <summary>Takes where the time goes; null where nobody asked.</summary>
    public PhaseTrace? Trace { get; init; }

    /// <summary>How many RUN steps may execute at once. <value>The number of processors, at least 8: steps often wait for the network.</value></summary>
    public int Jobs { get; init; } = Math.Max(8, Environment.ProcessorCount);

    /// <summary>Shared caches to read: <c>--cache-from</c>.</summary>
    public IReadOnlyList<SharedCacheSource> CacheFrom { get; init; } = [];

    /// <summary>Shared caches to write: <c>--cache-to</c>.</summary>
    public IReadOnlyList<SharedCacheTarget> CacheTo { get; init; } = [];

    /// <summary>Where directories of <c>RUN --mount=type=cache</c> begin from: <c>--cache-mounts-from</c>.</summary>
    public IReadOnlyList<SharedCacheSource> CacheMountsFrom { get; init; } = [];

    /// <summary>Where they are written to afterwards: <c>--cache-mounts-to</c>.</summary>
    public IReadOnlyList<SharedCacheTarget> CacheMountsTo { get; init; } = [];

    /// <summary>Only answer from the store: <see cref="ExecutionNeededException"/> as soon as anything would have to be fetched, mounted or executed.</summary>
    public bool AnswerOnly { get; init; }

    /// <summary>Called where something begins to do what the store does not have.</summary>
    /// <exception cref="ExecutionNeededException">The build may only answer from the store.</exception>
    internal void RequireExecution()
    {
        if (AnswerOnly)
        {
            throw new ExecutionNeededException();
        }
    }

    /// <summary>SOURCE_DATE_EPOCH, seconds since 1970; null when times are real. A build reads it from the build argument or the global ARG of that name.</summary>
    public long? SourceDateEpoch { get; init; }

    /// <summary>What becomes of the layers above the base. <value>They stay as the steps make them.</value></summary>
    public LayerForm Layers { get; init; }

    /// <summary>Clamp the times inside own layers to <see cref="SourceDateEpoch"/>.</summary>
    public bool RewriteTimestamp { get; init; }
}

/// <summary>A stage that is built beside the target.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Names">Names for its image in the store; none when it only has to succeed.</param>
public sealed record AlsoTarget(string Stage, IReadOnlyList<Reference> Names);

/// <summary>What RUN's sandbox is given beyond its defaults.</summary>
public sealed record SandboxOptions
{
    /// <summary>The OCI runtime; null to look for one.</summary>
    public string? RuntimePath { get; init; }

    /// <summary>Extra lines of <c>/etc/hosts</c>: name and address.</summary>
    public IReadOnlyList<(string Host, string Address)> ExtraHosts { get; init; } = [];

    /// <summary>Size of <c>/dev/shm</c> in bytes. <value>64 MiB.</value></summary>
    public long ShmSizeBytes { get; init; } = 64 << 20;

    /// <summary>Resource limits: name as of setrlimit(2) without <c>RLIMIT_</c>, soft, hard.</summary>
    public IReadOnlyList<(string Name, ulong Soft, ulong Hard)> Ulimits { get; init; } = [];

    /// <summary>Limits by control groups; null for none.</summary>
    public ResourcesSpec? Resources { get; init; }

    /// <summary>Secrets by id.</summary>
    public IReadOnlyDictionary<string, Func<byte[]>> Secrets { get; init; } = new Dictionary<string, Func<byte[]>>();

    /// <summary>Agent sockets by id.</summary>
    public IReadOnlyDictionary<string, string> SshSockets { get; init; } = new Dictionary<string, string>();
}
