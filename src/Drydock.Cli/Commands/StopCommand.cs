using System.CommandLine;
using Drydock.Containers;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock stop CONTAINER…</c>.</summary>
internal static class StopCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var containers = EachContainer.Argument();
        var time = new Option<int?>("--time", "-t", "--timeout") { Description = "Seconds to wait before killing (-1: for ever)", HelpName = "SECONDS" };
        var signal = new Option<string?>("--signal", "-s") { Description = "The signal to send (default: the container's stop signal)", HelpName = "SIGNAL" };
        var command = new Command("stop", "Ask containers to end, and end those that do not") { containers, time, signal };
        command.SetAction(async (result, cancellationToken) =>
        {
            var number = result.GetValue(signal) is { } text ? KillCommand.Parse(text) : (int?)null;
            var patience = result.GetValue(time) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            var store = globals.OpenStore(result);
            var control = new ContainerControl(store);
            return await EachContainer.RunAsync(store, result.GetRequiredValue(containers), async (word, record) =>
            {
                await control.StopAsync(record, number, patience, cancellationToken);
                return word;
            });
        });
        return command;
    }
}
