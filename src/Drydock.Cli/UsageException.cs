namespace Drydock.Cli;

/// <summary>The command line does not make sense; exit code 125, as docker's.</summary>
internal sealed class UsageException(string message) : Exception(message);
