using System.CommandLine;

namespace Drydock.Cli.Arguments;

/// <summary>
/// Commands such as <c>run IMAGE COMMAND…</c>: what follows the first argument belongs to the
/// container, flags included. A <c>--</c> put before that argument makes the parser see it so.
/// </summary>
internal static class PassThrough
{
    private static readonly HashSet<string> s_commands = ["run", "create", "exec", "debug"];

    public static string[] Mark(RootCommand root, string[] args)
    {
        Command command = root;
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            if (arg == "--")
            {
                return args;
            }

            if (arg.StartsWith('-') && arg.Length > 1)
            {
                i += TakesNext(root, command, arg) ? 1 : 0;
            }
            else if (command.Subcommands.FirstOrDefault(c => c.Name == arg || c.Aliases.Contains(arg)) is { } sub)
            {
                command = sub;
            }
            else
            {
                return s_commands.Contains(command.Name) ? [.. args[..i], "--", .. args[i..]] : args;
            }
        }

        return args;
    }

    private static bool TakesNext(RootCommand root, Command command, string arg)
    {
        if (arg.Contains('='))
        {
            return false;
        }

        // Bundled short flags (-it): the last one may take a value.
        var name = arg.StartsWith("--", StringComparison.Ordinal) || arg.Length == 2 ? arg : "-" + arg[^1];
        var option = command.Options.Concat(root.Options).FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name));
        return option is not null && option.Arity.MinimumNumberOfValues > 0;
    }
}
