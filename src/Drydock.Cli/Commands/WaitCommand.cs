using System.CommandLine;
using System.Globalization;
using Drydock.Containers;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock wait CONTAINER…</c>.</summary>
internal static class WaitCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var containers = EachContainer.Argument();
        var command = new Command("wait", "Wait until containers have ended, and print their exit codes") { containers };
        command.SetAction(async (result, cancellationToken) =>
        {
            var store = globals.OpenStore(result);
            var control = new ContainerControl(store);
            return await EachContainer.RunAsync(store, result.GetRequiredValue(containers), async (_, record) =>
                (await control.WaitAsync(record, cancellationToken)).ToString(CultureInfo.InvariantCulture));
        });
        return command;
    }
}
