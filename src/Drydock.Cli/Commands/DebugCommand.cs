using System.CommandLine;
using Drydock.Build;
using Drydock.Build.Debugging;
using Drydock.Cli.Arguments;
using Drydock.Linux.Processes;
using Drydock.Linux.Terminals;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock debug [COMMAND…]</c>: a shell where the last RUN failed.</summary>
internal static class DebugCommand
{
    private const string Name = "debug";

    public static Command Create(GlobalOptions globals)
    {
        var arguments = new Argument<string[]>("COMMAND") { Description = "Program and arguments (default: a shell)", Arity = ArgumentArity.ZeroOrMore };
        var secret = new Option<string[]>("--secret") { Description = "A secret of the step: id=ID[,src=FILE|,env=NAME]", HelpName = "SECRET" };
        var ssh = new Option<string[]>("--ssh") { Description = "An agent's socket: default or ID=SOCKET", HelpName = "AGENT" };
        var command = new Command(Name, "Open a shell in the file system of the RUN that failed last, with its user, variables and mounts") { arguments, secret, ssh };
        command.SetAction(async (result, _) =>
        {
            using var namespaces = NamespaceEntry.Enter(CommandLineApplication.Arguments);
            var sandbox = new SandboxOptions
            {
                RuntimePath = result.GetValue(globals.Runtime),
                Secrets = (result.GetValue(secret) ?? []).Select(SecretArgument.Parse).ToDictionary(s => s.Id, s => s.Read),
                SshSockets = (result.GetValue(ssh) ?? []).Select(AgentArgument.Parse).ToDictionary(a => a.Id, a => a.Socket),
            };
            return await OpenAsync(globals.OpenStore(result), sandbox, result.GetValue(arguments) ?? [], namespaces.Stopping);
        });
        return command;
    }

    /// <summary>Opens it on the streams of this process, with a terminal when they are one.</summary>
    /// <returns>The exit code of the command.</returns>
    public static Task<int> OpenAsync(Store store, SandboxOptions sandbox, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        new DebugShell(store, sandbox, Console.Error).RunAsync(command, RawMode.IsTerminal(0) && RawMode.IsTerminal(1), cancellationToken);

    /// <summary>How the user types it, for this store.</summary>
    public static string For(ParseResult result, GlobalOptions globals) =>
        result.GetValue(globals.Root) is { Length: > 0 } root ? $"drydock --root {root} {Name}" : $"drydock {Name}";
}
