using System.CommandLine;
using Drydock.Build;
using Drydock.Build.Contexts;
using Drydock.Build.Exporting;
using Drydock.Build.Progress;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Dockerfile;
using Drydock.Images.Records;
using Drydock.Images.Resolving;
using Drydock.Linux.Processes;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock build</c>.</summary>
internal static class BuildCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("build", "Build an image from a Dockerfile");
        var flags = new BuildFlags(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var names = (result.GetValue(flags.Tag) ?? []).Select(ImageTagger.ParseName).ToList();
            var outputs = (result.GetValue(flags.Output) ?? []).Select(OutputArgument.Parse).ToList();
            var call = CallArgument.Parse(result.GetValue(flags.Call), result.GetValue(flags.Check));
            if (!NamespaceEntry.HasEntered)
            {
                flags.ReportKnown(result, Console.Error);
            }

            if (call.Method != CallMethod.Build)
            {
                return await CallAsync(result, flags, globals, call, cancellationToken);
            }

            IProgressDisplay CreateDisplay() => ProgressDisplay.Create(result.GetValue(flags.Progress), result.GetValue(flags.Quiet), TimeProvider.System);
            if (!NamespaceEntry.HasEntered && MayBeAnswered(result, flags, outputs))
            {
                using var recorded = new RecordedProgress(CreateDisplay);
                try
                {
                    return await RunAsync(result, flags, globals, names, outputs, recorded, answerOnly: true, cancellationToken);
                }
                catch (ExecutionNeededException)
                {
                    recorded.Forget();
                }
            }

            using var namespaces = NamespaceEntry.Enter(CommandLineApplication.Arguments);
            using var display = CreateDisplay();
            return await RunAsync(result, flags, globals, names, outputs, display, answerOnly: false, namespaces.Stopping);
        });
        return command;
    }

    // Most builds find nothing changed: these are answered by the process that was started. Only what
    // has to mount or execute is started again in namespaces of its own. What can be read only once,
    // or takes long enough to be watched, is not tried here.
    private static bool MayBeAnswered(ParseResult result, BuildFlags flags, IReadOnlyList<OutputSpec> outputs) =>
        result.GetRequiredValue(flags.Context) != "-" && result.GetValue(flags.File) != "-"
        && !result.GetValue(flags.NoCache) && !result.GetValue(flags.Pull)
        && outputs.All(o => o.Kind is OutputKind.Image or OutputKind.CacheOnly);

    private static async Task<int> RunAsync(
        ParseResult result,
        BuildFlags flags,
        GlobalOptions globals,
        IReadOnlyList<Reference> names,
        IReadOnlyList<OutputSpec> outputs,
        IProgressDisplay display,
        bool answerOnly,
        CancellationToken cancellationToken)
    {
        var store = globals.OpenStore(result);
        var progress = new ProgressReporter(display, TimeProvider.System);
        using var context = Load(result, flags, store, progress);
        var document = DockerfileDocument.Parse(context.DockerfileText, context.DockerfileName);
        if (document.HasErrors)
        {
            display.Dispose();
            throw BuildFailure.OfDocument(document);
        }

        var previous = names.Count > 0 ? store.Images.Find(names[0].ToString()) : null;
        using var client = answerOnly ? new RegistryClient(() => throw new ExecutionNeededException()) : globals.CreateRegistryClient(result);
        try
        {
            var options = BuildRequest.Create(result, flags, globals, context, document) with
            {
                AnswerOnly = answerOnly,
                RewriteTimestamp = outputs.Any(o => o.RewriteTimestamp),
            };
            var builder = new ImageBuilder(store, new ImageResolver(store, client), progress);
            var outcome = await builder.BuildAsync(options, outputs, names, cancellationToken);
            display.Dispose();
            PrintWarnings(result, globals, display, document);
            BuildReport.Print(outcome, names, previous, result.GetValue(flags.Quiet), display);
            BuildReport.WriteFiles(outcome, names, result.GetValue(flags.IidFile), result.GetValue(flags.MetadataFile));
            return 0;
        }
        catch (BuildException e)
        {
            display.Dispose();
            PrintWarnings(result, globals, display, document);
            throw BuildFailure.OfStep(e, document, display.Vertices);
        }
    }

    // Nothing is mounted or executed, so this process stays where it is.
    private static async Task<int> CallAsync(ParseResult result, BuildFlags flags, GlobalOptions globals, CallArgument call, CancellationToken cancellationToken)
    {
        var store = globals.OpenStore(result);
        using var display = new QuietProgress();
        var progress = new ProgressReporter(display, TimeProvider.System);
        using var context = Load(result, flags, store, progress);
        var document = DockerfileDocument.Parse(context.DockerfileText, context.DockerfileName);
        if (document.HasErrors && call.Method != CallMethod.Check)
        {
            throw BuildFailure.OfDocument(document);
        }

        using var client = globals.CreateRegistryClient(result);
        using var lease = StoreLease.Take(store, cancellationToken);
        try
        {
            var options = BuildRequest.Create(result, flags, globals, context, document);
            return await BuildCalls.AnswerAsync(call, options, new ImageBuilder(store, new ImageResolver(store, client), progress), Console.Out, cancellationToken);
        }
        catch (BuildException e)
        {
            throw BuildFailure.OfStep(e, document, display.Vertices);
        }
    }

    private static void PrintWarnings(ParseResult result, GlobalOptions globals, IProgressDisplay display, DockerfileDocument document)
    {
        if (display is not (QuietProgress or RawJsonProgress))
        {
            Console.Error.Write(CheckReportText.OfBuild(display.Warnings, document, result.GetValue(globals.Debug)));
        }
    }

    private static LoadedContext Load(ParseResult result, BuildFlags flags, Store store, ProgressReporter progress)
    {
        var path = result.GetRequiredValue(flags.Context);
        var file = result.GetValue(flags.File);
        if (path == "-" && file == "-")
        {
            throw new UsageException("the context and the Dockerfile cannot both be read from standard input");
        }

        var vertex = progress.Begin($"[internal] load build definition from {(file is null or "-" ? "Dockerfile" : Path.GetFileName(file))}");
        try
        {
            var context = path == "-"
                ? new ContextLoader(store.Temp).LoadInput(Console.OpenStandardInput(), file)
                : ContextLoader.LoadDirectory(Path.GetFullPath(path), file, Console.OpenStandardInput());
            vertex.Status("transferring dockerfile", System.Text.Encoding.UTF8.GetByteCount(context.DockerfileText), done: true);
            vertex.Complete();
            return context;
        }
        catch (ContextException e)
        {
            vertex.Fail(e.Message.Split('\n')[0]);
            throw;
        }
    }
}
