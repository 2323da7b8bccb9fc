namespace Drydock.Dockerfile.Diagnostics;

/// <summary>Something said about a Dockerfile, and where.</summary>
/// <param name="Code">A stable name: one of <see cref="DiagnosticCodes"/>, or the name of a build check.</param>
/// <param name="Severity">Whether the file can still be built.</param>
/// <param name="Message">One sentence without a final full stop: what is wrong and, if known, what was meant.</param>
/// <param name="Lines">The lines it is about; <see cref="LineRange.None"/> for the file as a whole.</param>
/// <param name="Hint">What to do next, if the message does not say it.</param>
/// <param name="DocumentationUrl">Where more is said.</param>
public sealed record Diagnostic(
    string Code,
    Severity Severity,
    string Message,
    LineRange Lines,
    string? Hint = null,
    string? DocumentationUrl = null)
{
    /// <summary>An error; more is said about it in the section of <c>docs/errors.md</c> that its code names.</summary>
    public static Diagnostic Error(string code, string message, LineRange lines, string? hint = null) =>
        new(code, Severity.Error, message, lines, hint, $"docs/errors.md#{code.ToLowerInvariant()}");

    /// <summary><c>FILE:LINE: message</c>, in one line.</summary>
    /// <param name="fileName">The file as the user named it.</param>
    public string Format(string fileName) =>
        Lines.IsNone ? $"{fileName}: {Message}" : $"{fileName}:{Lines.Start}: {Message}";
}
