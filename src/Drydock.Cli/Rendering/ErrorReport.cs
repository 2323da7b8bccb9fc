using Drydock.Build;
using Drydock.Build.Contexts;
using Drydock.Build.Sources;
using Drydock.Cli.Templates;
using Drydock.Containers;
using Drydock.Images;
using Drydock.Linux.Runtime;
using Drydock.Linux.Users;
using Drydock.Linux;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Cli.Rendering;

/// <summary>One clear message for whatever went wrong, and the exit code docker would give.</summary>
internal static class ErrorReport
{
    /// <summary>Docker's for a flag or value that it does not take, and for its own failures before a container runs.</summary>
    public const int UsageExitCode = 125;

    private const int InterruptedExitCode = 130;

    public static int Usage(string message, int exitCode = UsageExitCode)
    {
        Tell("drydock: " + message);
        return exitCode;
    }

    public static int Print(Exception error, bool debug)
    {
        if (error is AggregateException { InnerException: { } inner })
        {
            error = inner;
        }

        switch (error)
        {
            case UsageException:
                return Usage(error.Message);
            case OperationCanceledException:
                Tell("ERROR: canceled");
                return InterruptedExitCode;
            case RuntimeException runtime:
                Tell("drydock: " + runtime.Message);
                return runtime.ExitCode;
            case ContainerException container:
                Tell((container.ExitCode == UsageExitCode ? "drydock: " : "ERROR: ") + container.Message);
                return container.ExitCode;
            case CommandException command:
                Tell(debug ? $"{command.Message}\n{command.InnerException}" : command.Message);
                return command.ExitCode;
            case TemplateException or ContextException or SourceException or BuildException or StoreException or RegistryException or ImageException or UserException or LinuxException or IOException or UnauthorizedAccessException:
                Tell("ERROR: " + Sentence(error));
                break;
            default:
                Tell($"ERROR: unexpected {error.GetType().Name}: {error.Message}\nthis is a defect of drydock; run again with --debug to see where it happened");
                break;
        }

        if (debug)
        {
            Tell(error.ToString());
        }

        return 1;
    }

    // A Dockerfile, a step or a server may have had a hand in the text.
    private static void Tell(string message) => Console.Error.WriteLine(TerminalText.Lines(message));

    /// <summary>What an error says to the user.</summary>
    public static string Sentence(Exception error) =>
        error is IOException { HResult: 28 } || error.Message.Contains("No space left on device", StringComparison.Ordinal)
            ? $"the disk is full: {error.Message}\nfree some space, or remove what is not needed with \"drydock prune\" or \"drydock rmi\"; the store is as it was"
            : error.Message;
}
