using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Commands;
using Drydock.Cli.Rendering;

namespace Drydock.Cli;

/// <summary>The <c>drydock</c> command line: commands, docker's long forms of them, and errors as exit codes.</summary>
internal static class CommandLineApplication
{
    /// <summary>The arguments as the process got them: what enters a namespace of its own is started with them again.</summary>
    public static IReadOnlyList<string> Arguments { get; private set; } = [];

    public static async Task<int> RunAsync(string[] args)
    {
        Arguments = args;
        var globals = new GlobalOptions();
        var root = CreateRoot(globals);
        try
        {
            var result = root.Parse(PassThrough.Mark(root, args));
            return ArgumentErrors.Find(result) is { } error
                ? ErrorReport.Usage(error)
                : await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ErrorReport.Print(e, args.Contains("--debug") || args.Contains("-D"));
        }
    }

    public static RootCommand CreateRoot(GlobalOptions globals)
    {
        var root = new RootCommand("Builds container images from Dockerfiles, without a daemon.");
        foreach (var option in globals.All)
        {
            root.Options.Add(option);
        }

        foreach (var command in CommandTable.TopLevel(globals))
        {
            root.Subcommands.Add(command);
        }

        foreach (var (name, description, commands) in CommandTable.Groups(globals))
        {
            var group = new Command(name, description);
            foreach (var command in commands)
            {
                group.Subcommands.Add(command);
            }

            root.Subcommands.Add(group);
        }

        return root;
    }
}
