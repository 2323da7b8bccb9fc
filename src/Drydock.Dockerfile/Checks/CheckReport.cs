using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>What the checks found.</summary>
/// <param name="Findings">Every breach of a rule, in the order of the lines.</param>
/// <param name="Error">The error that makes the file impossible to build; what comes after it was not checked.</param>
/// <param name="FailsOnFindings">Whether the options ask that findings fail the build.</param>
public sealed record CheckReport(IReadOnlyList<Diagnostic> Findings, Diagnostic? Error, bool FailsOnFindings)
{
    /// <summary>The error that findings are, if they are one: it names the rules.</summary>
    public Diagnostic? Violation => !FailsOnFindings || Findings.Count == 0
        ? null
        : Diagnostic.Error(
            DiagnosticCodes.CheckFailed,
            $"lint violation found for rules: {string.Join(", ", Findings.Select(f => f.Code).Distinct().Order(StringComparer.Ordinal))}",
            LineRange.None,
            "Mend the lines named, or remove error=true from the check directive");
}
