using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Containers;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock exec CONTAINER COMMAND…</c>.</summary>
internal static class ExecCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var container = new Argument<string>("CONTAINER") { Description = "A running container: a name, an ID or its beginning" };
        var arguments = new Argument<string[]>("COMMAND") { Description = "Program and arguments", Arity = ArgumentArity.OneOrMore };
        var detach = new Option<bool>("--detach", "-d") { Description = "Leave it running" };
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Hand standard input on" };
        var terminal = new Option<bool>("--tty", "-t") { Description = "Give the process a terminal" };
        var environment = new Option<string[]>("--env", "-e") { Description = "A variable; without =, from the environment here", HelpName = "NAME[=VALUE]" };
        var environmentFile = new Option<string[]>("--env-file") { Description = "A file of variables, one a line", HelpName = "FILE" };
        var directory = new Option<string?>("--workdir", "-w") { Description = "The working directory", HelpName = "DIR" };
        var user = new Option<string?>("--user", "-u") { Description = "Who the process runs as", HelpName = "USER[:GROUP]" };
        var privileged = new Option<bool>("--privileged") { Description = "Give it every capability" };
        var command = new Command("exec", "Execute one more process in a running container")
        {
            container, arguments, detach, interactive, terminal, environment, environmentFile, directory, user, privileged,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            ContainerStart.RequireTerminal(result, terminal, interactive);
            var store = globals.OpenStore(result);
            var request = new ExecRequest
            {
                Command = result.GetRequiredValue(arguments),
                Environment = EnvironmentArgument.Parse(result.GetValue(environmentFile) ?? [], result.GetValue(environment) ?? []),
                WorkingDirectory = result.GetValue(directory),
                User = result.GetValue(user),
                Terminal = result.GetValue(terminal),
                Input = result.GetValue(interactive),
                Detach = result.GetValue(detach),
                Privileged = result.GetValue(privileged),
            };
            return await new ContainerControl(store).ExecuteAsync(ContainerLookup.Find(store, result.GetRequiredValue(container)), request, cancellationToken);
        });
        return command;
    }
}
