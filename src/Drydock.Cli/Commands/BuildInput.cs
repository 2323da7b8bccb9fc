using System.CommandLine;
using Drydock.Build.Contexts;
using Drydock.Build.Progress;
using Drydock.Cli.Rendering;
using Drydock.Dockerfile;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary>What a build is made from: the context, and the Dockerfile read.</summary>
/// <param name="Context">The context; it goes away with this.</param>
/// <param name="Document">The Dockerfile.</param>
internal sealed record BuildInput(LoadedContext Context, DockerfileDocument Document) : IDisposable
{
    /// <summary>Loads them from where the flags say.</summary>
    /// <exception cref="UsageException">Both are said to come from standard input.</exception>
    public static async Task<BuildInput> LoadAsync(
        ParseResult result, BuildFlags flags, GlobalOptions globals, Store store, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var context = await ContextArgument.LoadAsync(result, flags, globals, store, progress, cancellationToken);
        return new BuildInput(context, DockerfileDocument.Parse(context.DockerfileText, context.DockerfileName));
    }

    /// <summary>Refuses a Dockerfile that cannot be built.</summary>
    /// <param name="display">Ended first, so that the errors stand below it.</param>
    /// <exception cref="CommandException">It has errors.</exception>
    public void RequireValid(IProgressDisplay display)
    {
        if (Document.HasErrors)
        {
            display.Dispose();
            throw BuildFailure.OfDocument(Document);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Context.Dispose();
}
