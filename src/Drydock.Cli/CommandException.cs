namespace Drydock.Cli;

/// <summary>A command failed in an expected way: a whole message for standard error, and an exit code.</summary>
internal sealed class CommandException(string message, int exitCode = 1, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}
