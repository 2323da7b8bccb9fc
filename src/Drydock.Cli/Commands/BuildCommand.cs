using System.CommandLine;
using Drydock.Build;
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
            var names = (result.GetValue(flags.Tag) ?? []).Concat(BuildRequest.NamesOfLastTarget(result, flags)).Select(ImageTagger.ParseName).ToList();
            var outputs = BuildOutputs.Read(result, flags, names);
            var call = CallArgument.Parse(result.GetValue(flags.Call), result.GetValue(flags.Check));
            if (!NamespaceEntry.HasEntered)
            {
                flags.ReportKnown(result, Console.Error);
                ResourceLimitArguments.Read(result, flags).ReportUnsupported(Console.Error);
                if (result.GetValue(flags.IidFile) is { } iidFile)
                {
                    // A script must not take the image of an earlier build for that of one that failed.
                    File.Delete(iidFile);
                }
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
        ContextArgument.IsLocal(result, flags)
        && (result.GetValue(flags.CacheTo) ?? []).Length + (result.GetValue(flags.CacheMountsTo) ?? []).Length == 0
        && !result.GetValue(flags.NoCache) && !result.GetValue(flags.Pull)
        && outputs.All(o => o.Kind is OutputKind.Image or OutputKind.CacheOnly && !o.Push);

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
        using var lease = StoreLease.Take(store, cancellationToken);
        var progress = new ProgressReporter(display, TimeProvider.System);
        using var input = await BuildInput.LoadAsync(result, flags, globals, store, progress, cancellationToken);
        input.RequireValid(display);

        var previous = names.Count > 0 ? store.Images.Find(names[0].ToString()) : null;
        using var client = answerOnly ? new RegistryClient(() => throw new ExecutionNeededException()) : globals.CreateRegistryClient(result, e => Tell(progress, e));
        try
        {
            using var trace = Environment.GetEnvironmentVariable("DRYDOCK_TRACE") is { Length: > 0 } path ? new PhaseTrace(new StreamWriter(path), TimeProvider.System) : null;
            var options = BuildRequest.Create(result, flags, globals, input) with
            {
                Trace = trace,
                AnswerOnly = answerOnly,
                Connections = () => client.Options,
                RewriteTimestamp = outputs.Any(o => o.RewriteTimestamp),
            };
            options = result.GetValue(flags.Reproducible) ? BuildRequest.Reproducible(options) : options;
            var builder = new ImageBuilder(store, new ImageResolver(store, client), progress);
            var (hasFiles, isPrinted) = (false, false);
            var outcome = await builder.BuildAsync(options, outputs, names, made => Announce(made, isLast: false), cancellationToken);
            display.Dispose();
            PrintWarnings(result, globals, display, input.Document);
            Announce(outcome, isLast: true);
            return 0;

            // Told early while caches are still being written. A display that has the screen for itself gives it back at its end.
            void Announce(BuildOutcome made, bool isLast)
            {
                if (!isPrinted && (isLast || display.Shown is not TtyProgress))
                {
                    BuildReport.Print(made, names, previous, result.GetValue(flags.Quiet), display);
                    isPrinted = true;
                }

                if (!hasFiles)
                {
                    var wantsWarnings = Environment.GetEnvironmentVariable("BUILDX_METADATA_WARNINGS") is "1" or "true";
                    BuildReport.WriteFiles(made, names, result.GetValue(flags.IidFile), result.GetValue(flags.MetadataFile), wantsWarnings ? display.Warnings : null);
                    hasFiles = true;
                }
            }
        }
        catch (BuildException e)
        {
            display.Dispose();
            PrintWarnings(result, globals, display, input.Document);
            if (!e.IsKept || result.GetValue(flags.OnError) is null)
            {
                throw BuildFailure.OfStep(e, input.Document, display.Vertices, DebugCommand.For(result, globals));
            }

            var failure = BuildFailure.OfStep(e, input.Document, display.Vertices);
            await Console.Error.WriteLineAsync(failure.Message);
            await DebugCommand.OpenAsync(store, BuildRequest.Sandbox(result, flags, globals), [], cancellationToken);
            return failure.ExitCode;
        }
    }

    // Nothing is mounted or executed, so this process stays where it is.
    private static async Task<int> CallAsync(ParseResult result, BuildFlags flags, GlobalOptions globals, CallArgument call, CancellationToken cancellationToken)
    {
        var store = globals.OpenStore(result);
        using var lease = StoreLease.Take(store, cancellationToken);
        using var display = new QuietProgress();
        var progress = new ProgressReporter(display, TimeProvider.System);
        using var input = await BuildInput.LoadAsync(result, flags, globals, store, progress, cancellationToken);
        if (call.Method != CallMethod.Check)
        {
            input.RequireValid(display);
        }

        using var client = globals.CreateRegistryClient(result);
        try
        {
            var options = BuildRequest.Create(result, flags, globals, input);
            return await BuildCalls.AnswerAsync(call, options, new ImageBuilder(store, new ImageResolver(store, client), progress), Console.Out, cancellationToken);
        }
        catch (BuildException e)
        {
            throw BuildFailure.OfStep(e, input.Document, display.Vertices);
        }
    }

    private static void Tell(ProgressReporter progress, RegistryEvent registryEvent)
    {
        if (registryEvent is TokenRequested or RequestRetried)
        {
            progress.Begin(registryEvent.ToString()).Complete();
        }
    }

    private static void PrintWarnings(ParseResult result, GlobalOptions globals, IProgressDisplay display, DockerfileDocument document)
    {
        if (display.Shown is not (QuietProgress or RawJsonProgress))
        {
            Console.Error.Write(CheckReportText.OfBuild(display.Warnings, document, result.GetValue(globals.Debug)));
        }
    }
}
