namespace Drydock.Cli;

/// <summary>A command failed in an expected way: a whole message for standard error, and an exit code.</summary>
internal sealed class CommandException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
