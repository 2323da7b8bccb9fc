using System.CommandLine;
using Drydock.Containers;
using Drydock.Linux.Processes;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock kill CONTAINER…</c>.</summary>
internal static class KillCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var containers = EachContainer.Argument();
        var signal = new Option<string?>("--signal", "-s") { Description = "The signal to send (default KILL)", HelpName = "SIGNAL" };
        var command = new Command("kill", "Send a signal to the first process of containers") { containers, signal };
        command.SetAction(async (result, cancellationToken) =>
        {
            var number = result.GetValue(signal) is { } text ? Parse(text) : Signals.Kill;
            var store = globals.OpenStore(result);
            var control = new ContainerControl(store);
            return await EachContainer.RunAsync(store, result.GetRequiredValue(containers), async (word, record) =>
            {
                await control.SignalAsync(record, number, cancellationToken);
                if (number == Signals.Kill)
                {
                    await control.WaitAsync(record, cancellationToken);
                }

                return word;
            });
        });
        return command;
    }

    /// <exception cref="UsageException">The text is no signal.</exception>
    public static int Parse(string text) => Signals.TryParse(text, out var number) ? number : throw new UsageException($"invalid signal: {text}");
}
