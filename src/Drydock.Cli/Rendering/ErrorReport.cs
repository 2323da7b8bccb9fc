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
        Console.Error.WriteLine("drydock: " + message);
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
                Console.Error.WriteLine("ERROR: canceled");
                return InterruptedExitCode;
            case RuntimeException runtime:
                Console.Error.WriteLine("drydock: " + runtime.Message);
                return runtime.ExitCode;
            case ContainerException container:
                Console.Error.WriteLine((container.ExitCode == UsageExitCode ? "drydock: " : "ERROR: ") + container.Message);
                return container.ExitCode;
            case CommandException command:
                Console.Error.WriteLine(debug ? $"{command.Message}\n{command.InnerException}" : command.Message);
                return command.ExitCode;
            case TemplateException or ContextException or SourceException or BuildException or StoreException or RegistryException or ImageException or UserException or LinuxException or IOException or UnauthorizedAccessException:
                Console.Error.WriteLine("ERROR: " + Sentence(error));
                break;
            default:
                Console.Error.WriteLine($"ERROR: unexpected {error.GetType().Name}: {error.Message}\nthis is a defect of drydock; run again with --debug to see where it happened");
                break;
        }

        if (debug)
        {
            Console.Error.WriteLine(error);
        }

        return 1;
    }

    /// <summary>What an error says to the user.</summary>
    public static string Sentence(Exception error) =>
        error is IOException { HResult: 28 } || error.Message.Contains("No space left on device", StringComparison.Ordinal)
            ? $"the disk is full: {error.Message}\nfree some space, or remove what is not needed with \"drydock prune\" or \"drydock rmi\"; the store is as it was"
            : error.Message;
}
