using System.CommandLine;
using Drydock.Containers;
using Drydock.Linux.Processes;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock start CONTAINER…</c>.</summary>
internal static class StartCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var containers = EachContainer.Argument();
        var attach = new Option<bool>("--attach", "-a") { Description = "Show its output, and wait for its end" };
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Hand standard input on" };
        var command = new Command("start", "Start containers that do not run") { containers, attach, interactive };
        command.SetAction(async (result, _) =>
        {
            var words = result.GetRequiredValue(containers);
            var runtime = result.GetValue(globals.Runtime);
            if (!result.GetValue(attach) && !result.GetValue(interactive))
            {
                var opened = globals.OpenStore(result);
                return await EachContainer.RunAsync(opened, words, (word, record) =>
                {
                    // One that runs already is as it should be.
                    if (!opened.Containers.IsRunning(record.Id))
                    {
                        ContainerStart.Detach(opened, record, runtime);
                    }

                    return Task.FromResult(word);
                });
            }

            if (words.Length > 1)
            {
                throw new CommandException("you cannot start and attach multiple containers at once");
            }

            using var namespaces = NamespaceEntry.Enter(CommandLineApplication.Arguments);
            var store = globals.OpenStore(result);
            return await ContainerStart.RunAttachedAsync(store, namespaces, ContainerLookup.Find(store, words[0]), runtime, result.GetValue(interactive));
        });
        return command;
    }
}
