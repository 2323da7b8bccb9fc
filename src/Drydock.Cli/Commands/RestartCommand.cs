using System.CommandLine;
using Drydock.Containers;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock restart CONTAINER…</c>.</summary>
internal static class RestartCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var containers = EachContainer.Argument();
        var time = new Option<int?>("--time", "-t", "--timeout") { Description = "Seconds to wait before killing (-1: for ever)", HelpName = "SECONDS" };
        var command = new Command("restart", "Stop containers, and start them again") { containers, time };
        command.SetAction(async (result, cancellationToken) =>
        {
            var patience = result.GetValue(time) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            var store = globals.OpenStore(result);
            return await EachContainer.RunAsync(store, result.GetRequiredValue(containers), async (word, record) =>
            {
                await new ContainerControl(store).StopAsync(record, null, patience, cancellationToken);
                ContainerStart.Detach(store, record, result.GetValue(globals.Runtime));
                return word;
            });
        });
        return command;
    }
}
