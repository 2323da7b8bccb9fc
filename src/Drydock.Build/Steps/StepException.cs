namespace Drydock.Build.Steps;

/// <summary>A step failed for a reason that lies in the Dockerfile or its inputs; the message is for the user.</summary>
public sealed class StepException : Exception
{
    /// <summary>A failure with a sentence for the user.</summary>
    public StepException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>The exit code of a RUN's process; null for other failures.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether what a RUN had written when it failed is kept, for <c>drydock debug</c>.</summary>
    public bool IsKept { get; init; }
}
