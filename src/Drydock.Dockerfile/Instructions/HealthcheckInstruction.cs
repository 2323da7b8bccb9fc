using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>HEALTHCHECK: how to find out whether a container works. Variables are not expanded.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Test"><c>NONE</c>; or <c>CMD</c> and the command; or <c>CMD-SHELL</c> and a text for the shell.</param>
/// <param name="Interval">Time between checks in nanoseconds; 0 is the runtime's default.</param>
/// <param name="Timeout">Time one check may take in nanoseconds; 0 is the runtime's default.</param>
/// <param name="StartPeriod">Time in nanoseconds in which failures do not count; 0 is the runtime's default.</param>
/// <param name="StartInterval">Time between checks in that period in nanoseconds; 0 is the runtime's default.</param>
/// <param name="Retries">Failures in a row that count; 0 is the runtime's default.</param>
public sealed record HealthcheckInstruction(
    InstructionOrigin Origin,
    IReadOnlyList<string> Test,
    long Interval,
    long Timeout,
    long StartPeriod,
    long StartInterval,
    int Retries) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "HEALTHCHECK";

    /// <inheritdoc/>
    public override string History =>
        $"HEALTHCHECK {{Test:{HistoryText.List(Test)} Interval:{GoDuration.Format(Interval)}"
        + $" Timeout:{GoDuration.Format(Timeout)} StartPeriod:{GoDuration.Format(StartPeriod)}"
        + $" StartInterval:{GoDuration.Format(StartInterval)} Retries:{Retries}}}";
}
