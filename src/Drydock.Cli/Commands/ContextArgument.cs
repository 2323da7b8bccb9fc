using System.CommandLine;
using System.Text;
using Drydock.Build.Contexts;
using Drydock.Build.Progress;
using Drydock.Build.Sources;
using Drydock.Cli.Arguments;
using Drydock.Dockerfile.Stages;
using Drydock.Registry;
using Drydock.Registry.Downloads;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary>The context of a build and its Dockerfile, wherever they are.</summary>
internal static class ContextArgument
{
    private const string Input = "-";
    private const string KeepGitDirectory = "BUILDKIT_CONTEXT_KEEP_GIT_DIR";

    /// <summary>Whether both are files of this machine, which can be read twice.</summary>
    /// <exception cref="ContextException">The context is a git reference, and malformed.</exception>
    public static bool IsLocal(ParseResult result, BuildFlags flags) =>
        result.GetRequiredValue(flags.Context) is not Input and var path && !RemoteContextLoader.IsRemote(path)
        && (result.GetValue(flags.File) is not { } file || (file != Input && RemoteContextLoader.Url(file) is null));

    /// <summary>Loads them.</summary>
    /// <exception cref="UsageException">Both are said to come from standard input.</exception>
    /// <exception cref="ContextException">One of them cannot be read.</exception>
    /// <exception cref="SourceException">The context cannot be fetched.</exception>
    /// <exception cref="RegistryException">One of them cannot be downloaded.</exception>
    public static async Task<LoadedContext> LoadAsync(
        ParseResult result, BuildFlags flags, GlobalOptions globals, Store store, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var (path, file) = (result.GetRequiredValue(flags.Context), result.GetValue(flags.File));
        if (path == Input && file == Input)
        {
            throw new UsageException("the context and the Dockerfile cannot both be read from standard input");
        }

        if (IsLocal(result, flags) || (path == Input && RemoteContextLoader.Url(file ?? "") is null)
            || (file == Input && !RemoteContextLoader.IsRemote(path)))
        {
            return Load(path, file, store, progress);
        }

        using var client = globals.CreateRegistryClient(result);
        using var loader = new RemoteContextLoader(store, () => client.Options, BuildRequest.Sandbox(result, flags, globals), cancellationToken);
        var text = file == Input ? ContextLoader.ReadInput(Console.OpenStandardInput())
            : RemoteContextLoader.Url(file ?? "") is { } url ? await progress.Begin($"[internal] load remote Dockerfile {FileDownloader.Redact(url)}")
                .RunAsync(vertex => loader.LoadDockerfileAsync(url, vertex, cancellationToken))
            : null;
        if (!RemoteContextLoader.IsRemote(path))
        {
            return path == Input
                ? new ContextLoader(store.Temp).LoadInput(Console.OpenStandardInput(), null, text)
                : ContextLoader.LoadDirectory(Path.GetFullPath(path), text!);
        }

        var buildArgs = BuildRequest.BuildArgs(result, flags);
        var keep = CsvFields.Bool("--build-arg", KeepGitDirectory, buildArgs.GetValueOrDefault(KeepGitDirectory, "false"));
        var isReproducible = buildArgs.GetValueOrDefault(EpochSource.Argument) is { Length: > 0 };
        return await progress.Begin(Title(path)).RunAsync(vertex => loader.LoadAsync(path, text is null ? file : null, text, keep, isReproducible, vertex, cancellationToken));
    }

    private static LoadedContext Load(string path, string? file, Store store, ProgressReporter progress)
    {
        var vertex = progress.Begin($"[internal] load build definition from {(file is null or Input ? "Dockerfile" : Path.GetFileName(file))}");
        try
        {
            var context = path == Input
                ? new ContextLoader(store.Temp).LoadInput(Console.OpenStandardInput(), file)
                : ContextLoader.LoadDirectory(Path.GetFullPath(path), file, Console.OpenStandardInput());
            vertex.Status("transferring dockerfile", Encoding.UTF8.GetByteCount(context.DockerfileText), done: true);
            vertex.Complete();
            return context;
        }
        catch (ContextException e)
        {
            vertex.Fail(e.Message.Split('\n')[0]);
            throw;
        }
    }

    /// <summary>What a context that is fetched is called where others may read it: without a password; null for standard input.</summary>
    public static string? Display(string location) => RemoteContextLoader.Repository(location) is { } reference
        ? (reference with { Remote = reference.RedactedRemote }).ToFragmentForm(withSubdirectory: true)
        : RemoteContextLoader.Url(location) is { } url ? FileDownloader.Redact(url) : null;

    private static string Title(string location) => RemoteContextLoader.Repository(location) is { } reference
        ? $"[internal] load git source {(reference with { Remote = reference.RedactedRemote }).ToFragmentForm(withSubdirectory: true)}"
        : $"[internal] load remote build context {FileDownloader.Redact(RemoteContextLoader.Url(location)!)}";
}
