using System.CommandLine;
using Drydock.Cli.Rendering;
using Drydock.Containers;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock run IMAGE [COMMAND…]</c>.</summary>
internal static class RunCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("run", "Create and run a container");
        var flags = new ContainerFlags(command);
        var detach = new Option<bool>("--detach", "-d") { Description = "Leave it running, and print its ID" };
        command.Options.Add(detach);
        command.SetAction(async (result, cancellationToken) =>
        {
            flags.ReportKnown(result, Console.Error);
            var isDetached = result.GetValue(detach);
            if (!isDetached)
            {
                ContainerStart.RequireTerminal(result, flags.Terminal, flags.Interactive);
            }

            using var namespaces = isDetached ? null : NamespaceEntry.Enter(CommandLineApplication.Arguments);
            try
            {
                var store = globals.OpenStore(result);
                var record = await CreateCommand.CreateAsync(store, globals, result, flags, namespaces?.Stopping ?? cancellationToken);
                return await StartAsync(store, record, namespaces, result.GetValue(globals.Runtime), result.GetValue(flags.Interactive));
            }
            catch (Exception e) when (e is not (CommandException or UsageException or RuntimeException or ContainerException or OperationCanceledException or OutOfMemoryException))
            {
                // Whatever goes wrong before the command runs is 125: every other code is the command's own.
                throw new CommandException("drydock: " + ErrorReport.Sentence(e), 125, e);
            }
        });
        return command;
    }

    private static async Task<int> StartAsync(Store store, ContainerRecord record, NamespaceEntry? namespaces, string? runtime, bool input)
    {
        if (namespaces is not null)
        {
            return await ContainerStart.RunAttachedAsync(store, namespaces, record, runtime, input);
        }

        ContainerStart.Detach(store, record, runtime);
        Console.WriteLine(record.Id);
        return 0;
    }
}
