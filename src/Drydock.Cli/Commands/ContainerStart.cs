using System.CommandLine;
using Drydock.Containers.Running;
using Drydock.Linux.Processes;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Commands;

/// <summary>Starting a container: watched by this process, or by one of its own.</summary>
internal static class ContainerStart
{
    /// <summary>Runs it in this process, which has entered namespaces of its own.</summary>
    /// <returns>The exit code of the container.</returns>
    public static Task<int> RunAttachedAsync(Store store, NamespaceEntry namespaces, ContainerRecord record, string? runtime, bool input)
    {
        var monitor = new ContainerMonitor(store, namespaces, new MonitorOptions { RuntimePath = runtime, Attached = true, Input = input });
        return monitor.RunAsync(record, namespaces.Stopping);
    }

    /// <summary>Starts it, and leaves it to a process of its own.</summary>
    /// <exception cref="Drydock.Containers.ContainerException">It could not be started.</exception>
    public static void Detach(Store store, ContainerRecord record, string? runtime)
    {
        string[] options = ["--root", store.Paths.Root, .. runtime is null ? (string[])[] : ["--runtime", runtime]];
        DetachedMonitor.Start(record, [.. options, ContainerMonitorCommand.Name, record.Id]);
    }

    /// <summary>Checks that a terminal can be handed on.</summary>
    /// <exception cref="CommandException">Standard input is none.</exception>
    public static void RequireTerminal(ParseResult result, Option<bool> terminal, Option<bool> input)
    {
        if (result.GetValue(terminal) && result.GetValue(input) && Console.IsInputRedirected)
        {
            throw new CommandException("the input device is not a TTY");
        }
    }
}
