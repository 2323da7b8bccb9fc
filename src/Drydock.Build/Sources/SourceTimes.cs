using Drydock.Build.Contexts;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Build.Steps;
using Drydock.Dockerfile.Stages;
using Drydock.Storage;

namespace Drydock.Build.Sources;

/// <summary>Times of what is fetched, for <c>SOURCE_DATE_EPOCH=context</c> and its like.</summary>
/// <remarks>BuildKit's docs/build-repro.md, "SOURCE_DATE_EPOCH".</remarks>
internal sealed class SourceTimes(Store store, BuildOptions options, ProgressReporter progress)
{
    /// <summary>The time of the commit, or <c>Last-Modified</c>, seconds since 1970; null for what is local or an image, or has no time.</summary>
    /// <exception cref="BuildException">The source cannot be fetched.</exception>
    public async Task<long?> OfAsync(EpochSource source, CancellationToken cancellationToken)
    {
        var remote = new RemoteSources();
        if (source.Add is { } add)
        {
            return await OfAsync(remote.StepsOf(add, options.NoCache).Values.Single(), cancellationToken);
        }

        var name = source.Context!;
        return options.NamedContexts.Find(name, options.Platform) switch
        {
            NamedRepository repository => await OfAsync(remote.OfContext(name, repository.Reference), cancellationToken),
            NamedDownload download => await OfAsync(remote.OfContext(name, download.Url), cancellationToken),
            null => options.Context.SourceSeconds,
            _ => null,
        };
    }

    private async Task<long?> OfAsync(SourceStep step, CancellationToken cancellationToken)
    {
        using var sources = new SourceFetcher(store, new StepCache(store), options.Connections, options.Sandbox, options.RequireExecution);
        try
        {
            return await progress.Begin($"[internal] load time of {step.Name}").RunAsync(async vertex => step is HttpStep http
                ? await sources.Http.TimeAsync(http, vertex, cancellationToken)
                : await sources.Git.TimeAsync(((GitStep)step).Reference, cancellationToken));
        }
        catch (Exception e) when (e is SourceException or Registry.RegistryException)
        {
            throw new BuildException(e.Message, step.Lines, e);
        }
    }
}
