namespace Drydock.Linux.Runtime;

/// <summary>Why a container could not be started.</summary>
public enum RuntimeFailure
{
    /// <summary>No OCI runtime was found.</summary>
    NoRuntime,

    /// <summary>The program to run is not in the image.</summary>
    CommandNotFound,

    /// <summary>The program to run is there, but cannot be executed.</summary>
    CommandNotExecutable,

    /// <summary>The sandbox asked for cannot be made.</summary>
    InvalidSandbox,

    /// <summary>Anything else that the runtime says.</summary>
    Other,
}

/// <summary>A container that could not be started; the message is meant for the user.</summary>
public sealed class RuntimeException(RuntimeFailure failure, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public RuntimeFailure Failure { get; } = failure;

    /// <summary>The exit status that shells and docker give: 127 when the program is not found, 126 when it cannot be executed, else 125.</summary>
    public int ExitCode => Failure switch
    {
        RuntimeFailure.CommandNotFound => 127,
        RuntimeFailure.CommandNotExecutable => 126,
        _ => 125,
    };
}
