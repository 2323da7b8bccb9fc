using System.CommandLine;
using Drydock.Build;
using Drydock.Build.Exporting;
using Drydock.Build.Progress;
using Drydock.Build.Verifying;
using Drydock.Cli.Rendering;
using Drydock.Images.Resolving;
using Drydock.Layers.Folding;
using Drydock.Linux.Processes;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock verify</c>: builds twice without cache, and names the first file that is not the same.</summary>
internal static class VerifyCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("verify", "Build twice and tell the first difference");
        var flags = new BuildFlags(command);
        command.SetAction(async (result, _) =>
        {
            using var namespaces = NamespaceEntry.Enter(CommandLineApplication.Arguments);
            using var display = ProgressDisplay.Create(result.GetValue(flags.Progress), result.GetValue(flags.Quiet), TimeProvider.System);
            return await RunAsync(result, flags, globals, display, namespaces.Stopping);
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, BuildFlags flags, GlobalOptions globals, IProgressDisplay display, CancellationToken cancellationToken)
    {
        var store = globals.OpenStore(result);
        var progress = new ProgressReporter(display, TimeProvider.System);
        using var input = await BuildInput.LoadAsync(result, flags, globals, store, progress, cancellationToken);
        input.RequireValid(display);

        using var client = globals.CreateRegistryClient(result);
        var options = BuildRequest.Reproducible(BuildRequest.Create(result, flags, globals, input)) with { NoCache = true, Connections = () => client.Options, Layers = LayerForm.Exact };
        try
        {
            var builder = new ImageBuilder(store, new ImageResolver(store, client), progress);
            OutputSpec[] outputs = [new OutputSpec(OutputKind.Image)];
            var first = await builder.BuildAsync(options, outputs, [], null, cancellationToken);
            var second = await builder.BuildAsync(options, outputs, [], null, cancellationToken);
            display.Dispose();
            for (var i = 0; i < first.Plans.Count; i++)
            {
                if (ImageComparison.Find(store, first.Plans[i], first.Target!.Images[i].Image, second.Target!.Images[i].Image) is { } difference)
                {
                    throw new CommandException($"ERROR: two builds are not the same: {difference}");
                }
            }

            Console.Out.WriteLine($"the same image twice: {first.Target!.Id}");
            return 0;
        }
        catch (BuildException e)
        {
            display.Dispose();
            throw BuildFailure.OfStep(e, input.Document, display.Vertices);
        }
    }
}
