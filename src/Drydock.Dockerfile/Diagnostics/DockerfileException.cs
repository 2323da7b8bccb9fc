namespace Drydock.Dockerfile.Diagnostics;

/// <summary>Thrown where one instruction, word or reference is asked for and cannot be had.</summary>
public sealed class DockerfileException : Exception
{
    /// <summary>An error of which the place is not known here.</summary>
    public DockerfileException(string code, string message, string? hint = null)
        : this(Diagnostic.Error(code, message, LineRange.None, hint))
    {
    }

    /// <summary>An error as it is to be reported.</summary>
    public DockerfileException(Diagnostic diagnostic)
        : base(diagnostic.Message) => Diagnostic = diagnostic;

    /// <summary>What is wrong and, if known, where.</summary>
    public Diagnostic Diagnostic { get; }

    /// <summary>The same error, placed at these lines unless it has a place already.</summary>
    public DockerfileException At(LineRange lines) =>
        Diagnostic.Lines.IsNone ? new DockerfileException(Diagnostic with { Lines = lines }) : this;
}
