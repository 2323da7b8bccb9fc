using System.CommandLine;
using Drydock.Containers;
using Drydock.Linux.Processes;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock rm CONTAINER…</c>.</summary>
internal static class RmCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var containers = EachContainer.Argument();
        var force = new Option<bool>("--force", "-f") { Description = "Kill containers that run; one that is not there is no error" };
        var volumes = new Option<bool>("--volumes", "-v") { Description = "Remove the volumes without a name too" };
        var command = new Command("rm", "Remove containers") { containers, force, volumes };
        command.Aliases.Add("remove");
        command.SetAction(async (result, cancellationToken) =>
        {
            var store = globals.OpenStore(result);
            var isForced = result.GetValue(force);
            return await EachContainer.RunAsync(
                store,
                result.GetRequiredValue(containers),
                async (word, record) =>
                {
                    if (isForced)
                    {
                        await new ContainerControl(store).StopAsync(record, Signals.Kill, TimeSpan.FromSeconds(10), cancellationToken);
                    }

                    // One that was made to be removed when it ends may have been, just now.
                    if (!isForced || store.Containers.Find(record.Id) is not null)
                    {
                        new ContainerRemover(store).Remove(record, result.GetValue(volumes));
                    }

                    return word;
                },
                ignoreMissing: isForced);
        });
        return command;
    }
}
