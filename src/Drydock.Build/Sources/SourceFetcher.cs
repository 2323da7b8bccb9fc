using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps;
using Drydock.Registry.Configuration;
using Drydock.Registry.Downloads;
using Drydock.Storage;

namespace Drydock.Build.Sources;

/// <summary>Fetches what is neither in a context nor an image: URLs and git repositories.</summary>
internal sealed class SourceFetcher : IDisposable
{
    private const string DefaultAgent = "default";

    private readonly Lazy<FileDownloader> _downloader;

    /// <summary>Makes a fetcher; nothing is connected, and no program looked for, before it is needed.</summary>
    /// <param name="store">Keeps what was fetched.</param>
    /// <param name="cache">Knows what was fetched before.</param>
    /// <param name="connections">Proxies, certificates and retries.</param>
    /// <param name="sandbox">Secrets and agents.</param>
    /// <param name="connecting">Called before a server is asked; what it throws ends the fetch.</param>
    public SourceFetcher(Store store, StepCache cache, Func<RegistryOptions> connections, SandboxOptions sandbox, Action connecting)
    {
        _downloader = new Lazy<FileDownloader>(() => new FileDownloader(connections()));
        var secrets = new SourceSecrets(sandbox.Secrets);
        Http = new HttpSource(store, cache, () => _downloader.Value, secrets, connecting);
        Git = new GitSource(store, cache, secrets, sandbox.SshSockets.GetValueOrDefault(DefaultAgent), connecting);
    }

    /// <summary>Files behind URLs.</summary>
    public HttpSource Http { get; }

    /// <summary>Git repositories.</summary>
    public GitSource Git { get; }

    /// <summary>Fetches what a step names.</summary>
    /// <exception cref="SourceException">It cannot be had, or is not what it must be.</exception>
    /// <exception cref="Registry.RegistryException">It cannot be downloaded.</exception>
    public Task<StepResult> FetchAsync(SourceStep step, VertexReporter vertex, CancellationToken cancellationToken) => step switch
    {
        HttpStep http => Http.FetchAsync(http, vertex, cancellationToken),
        GitStep git => Git.FetchAsync(git, vertex, cancellationToken),
        _ => throw new InvalidOperationException($"nothing fetches a {step.GetType().Name}"),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_downloader.IsValueCreated)
        {
            _downloader.Value.Dispose();
        }
    }
}
