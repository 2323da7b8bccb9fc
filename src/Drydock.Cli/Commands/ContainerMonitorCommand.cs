using System.CommandLine;
using Drydock.Cli.Rendering;
using Drydock.Containers;
using Drydock.Containers.Running;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;

namespace Drydock.Cli.Commands;

/// <summary>The process that watches a container of <c>run -d</c> and <c>start</c>; nobody calls it by hand.</summary>
internal static class ContainerMonitorCommand
{
    public const string Name = "container-monitor";

    public static Command Create(GlobalOptions globals)
    {
        var id = new Argument<string>("CONTAINER");
        var command = new Command(Name, "Watch a container") { id };
        command.Hidden = true;
        command.SetAction(async (result, _) =>
        {
            using var namespaces = NamespaceEntry.Enter(CommandLineApplication.Arguments);
            var store = globals.OpenStore(result);
            var options = new MonitorOptions { RuntimePath = result.GetValue(globals.Runtime), Started = DetachedMonitor.ReportStarted };
            try
            {
                var record = ContainerLookup.Find(store, result.GetRequiredValue(id));
                return await new ContainerMonitor(store, namespaces, options).RunAsync(record, namespaces.Stopping);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                var exitCode = e is RuntimeException runtime ? runtime.ExitCode : 125;
                DetachedMonitor.ReportFailure(exitCode, ErrorReport.Sentence(e));
                return exitCode;
            }
        });
        return command;
    }
}
