namespace Drydock.Containers;

/// <summary>A container cannot be found, made or changed; the message is for the user.</summary>
public sealed class ContainerException : Exception
{
    /// <summary>An error with a sentence for the user.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="exitCode">What the command ends with.</param>
    /// <param name="cause">What led to it.</param>
    public ContainerException(string message, int exitCode = 1, Exception? cause = null)
        : base(message, cause) => ExitCode = exitCode;

    /// <summary>What the command ends with: 1, or docker's 125 where the engine itself fails in <c>run</c>.</summary>
    public int ExitCode { get; }
}
