using System.CommandLine;
using Drydock.Build;
using Drydock.Cli.Arguments;
using Drydock.Cli.Commands;
using Drydock.Cli.Rendering;
using Drydock.Linux.Processes;

namespace Drydock.Cli;

/// <summary>The <c>drydock</c> command line: commands, docker's long forms of them, and errors as exit codes.</summary>
internal static class CommandLineApplication
{
    /// <summary>The arguments as the process got them: what enters a namespace of its own is started with them again.</summary>
    public static IReadOnlyList<string> Arguments { get; private set; } = [];

    public static async Task<int> RunAsync(string[] args)
    {
        Arguments = args;

        // In .NET 9 whoever first waits for a lock makes what all locks need, and that asks AppContext. If another thread is
        // just making AppContext, and needs that lock, neither ever goes on: so it is made while there is one thread.
        AppContext.TryGetSwitch(nameof(Drydock), out _);
        if (args.Contains("build"))
        {
            FirstUses.Begin(executes: NamespaceEntry.HasEntered);
        }

        try
        {
            var globals = new GlobalOptions();
            var result = CommandTable.CreateRoot(globals, args) is { } named ? Parse(named, args) : null;
            if (result is null || ArgumentErrors.Find(result) is not null)
            {
                // What is near to a word that is wrong, only all commands together can tell.
                globals = new GlobalOptions();
                result = Parse(CommandTable.CreateRoot(globals), args);
            }

            if (ArgumentErrors.IsIncomplete(result))
            {
                result = Parse(CommandTable.CreateRoot(globals), [.. args, "--help"]);
            }

            return ArgumentErrors.Find(result) is { } error
                ? ErrorReport.Usage(error.Text, error.ExitCode)
                : await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ErrorReport.Print(e, args.Contains("--debug") || args.Contains("-D"));
        }
    }

    private static ParseResult Parse(RootCommand root, string[] args) => root.Parse(PassThrough.Mark(root, args));
}
