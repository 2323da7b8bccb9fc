using Drydock.Build.Progress;
using Drydock.Build.Sources;
using Drydock.Build.Steps;
using Drydock.Dockerfile.Sources;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Registry.Configuration;
using Drydock.Registry.Downloads;
using Drydock.Storage;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Build.Contexts;

/// <summary>Loads contexts that are git repositories or behind URLs, and Dockerfiles behind URLs.</summary>
public sealed class RemoteContextLoader : IDisposable
{
    private readonly Store _store;
    private readonly SourceFetcher _sources;
    private readonly StoreLease _lease;

    /// <summary>Makes a loader. What it loads goes away with the context; until it is disposed of, garbage collection waits.</summary>
    /// <param name="store">Takes the files.</param>
    /// <param name="connections">Gives proxies, certificates and retries.</param>
    /// <param name="sandbox">Secrets and agents.</param>
    /// <param name="cancellationToken">Ends the wait for garbage collection.</param>
    public RemoteContextLoader(Store store, Func<RegistryOptions> connections, SandboxOptions sandbox, CancellationToken cancellationToken)
    {
        _store = store;
        _sources = new SourceFetcher(store, new StepCache(store), connections, sandbox, () => { });
        _lease = StoreLease.Take(store, cancellationToken);
    }

    /// <summary>Whether a context or Dockerfile is to be fetched: it looks like a URL or a git repository, and no directory has that name.</summary>
    /// <exception cref="ContextException">It is a git reference, and malformed.</exception>
    public static bool IsRemote(string location) =>
        (Repository(location) is not null || Url(location) is not null) && !HostFolder.Exists(location);

    /// <summary>The repository a location names; null when it names none.</summary>
    /// <exception cref="ContextException">It is a git reference, and malformed.</exception>
    public static GitReference? Repository(string location)
    {
        try
        {
            return GitReference.Parse(location);
        }
        catch (FormatException e)
        {
            throw new ContextException($"the context cannot be fetched: {e.Message}", e);
        }
    }

    /// <summary>The URL a location is; null when it is none.</summary>
    public static Uri? Url(string location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 ? url : null;

    /// <summary>Loads a context.</summary>
    /// <param name="location">A URL or git reference.</param>
    /// <param name="dockerfile">The path of the Dockerfile in it; null for the default.</param>
    /// <param name="text">A Dockerfile that came another way; null to read that of the context.</param>
    /// <param name="keepGitDirectory">Whether <c>.git</c> is part of the context, where the reference does not say.</param>
    /// <param name="isReproducible">Whether SOURCE_DATE_EPOCH is set: then files of a repository have the time of the commit, where the reference does not say.</param>
    /// <param name="vertex">Told the progress.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ContextException">It cannot be read.</exception>
    /// <exception cref="SourceException">It cannot be fetched.</exception>
    /// <exception cref="Registry.RegistryException">It cannot be downloaded.</exception>
    public async Task<LoadedContext> LoadAsync(
        string location, string? dockerfile, string? text, bool keepGitDirectory, bool isReproducible, VertexReporter vertex, CancellationToken cancellationToken)
    {
        if (Repository(location) is not { } reference)
        {
            return await WithDownloadAsync(
                Url(location)!, vertex, (archive, modified) => Load(archive, modified), cancellationToken);
        }

        reference = reference with
        {
            KeepGitDirectory = reference.KeepGitDirectory ?? keepGitDirectory,
            ModificationTime = reference.ModificationTime ?? (isReproducible ? GitModificationTime.Commit : null),
        };
        var (directory, context, seconds) = await _sources.Git.CheckOutAsync(reference, cancellationToken);
        try
        {
            return Dated(ContextLoader.LoadTree(context, dockerfile, text) with { Unpacked = directory }, seconds);
        }
        catch
        {
            TempArea.Delete(directory);
            throw;
        }

        LoadedContext Load(ContextArchive archive, long? modified)
        {
            var loaded = new ContextLoader(_store.Temp).LoadArchive(archive, dockerfile, text);
            return Dated(loaded, modified ?? (archive.IsArchive ? NewestFile(loaded.Context.Root) : null));
        }
    }

    /// <summary>Loads a Dockerfile.</summary>
    /// <exception cref="ContextException">It is too large, or empty.</exception>
    /// <exception cref="Registry.RegistryException">It cannot be downloaded.</exception>
    public Task<string> LoadDockerfileAsync(Uri url, VertexReporter vertex, CancellationToken cancellationToken) =>
        WithDownloadAsync(url, vertex, (archive, _) => ContextLoader.ReadText(archive), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sources.Dispose();
        _lease.Dispose();
    }

    private static long? NewestFile(RootedDirectory root)
    {
        long? newest = null;
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            newest = Math.Max(newest ?? long.MinValue, entry.Status.ModifiedTime.Seconds);
            return WalkAction.Continue;
        });
        return newest;
    }

    private static LoadedContext Dated(LoadedContext context, long? seconds)
    {
        context.Context.SourceSeconds = seconds;
        return context;
    }

    private async Task<T> WithDownloadAsync<T>(Uri url, VertexReporter vertex, Func<ContextArchive, long?, T> read, CancellationToken cancellationToken)
    {
        using var handle = _store.Temp.CreateFile("download", out var path);
        try
        {
            var file = await _sources.Http.DownloadAsync(url, handle, vertex, cancellationToken);
            using var stream = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read);
            stream.Position = 0;
            return read(ContextArchive.Open(stream, FileDownloader.Redact(url)), file.LastModified?.ToUnixTimeSeconds());
        }
        finally
        {
            TempArea.Delete(path);
        }
    }
}
