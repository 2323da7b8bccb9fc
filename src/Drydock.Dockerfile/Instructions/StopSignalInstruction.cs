using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Instructions;

/// <summary>STOPSIGNAL: the signal that asks the container to end.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Signal">A name with or without <c>SIG</c>, or a number.</param>
public sealed record StopSignalInstruction(InstructionOrigin Origin, string Signal) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "STOPSIGNAL";

    /// <inheritdoc/>
    public override string History => $"STOPSIGNAL {Signal}";

    internal override Instruction ExpandWith(InstructionExpander expander)
    {
        var signal = expander.Word(Signal);
        return SignalNames.IsSignal(signal)
            ? this with { Signal = signal }
            : throw new DockerfileException(
                DiagnosticCodes.InvalidArguments,
                $"invalid signal: {signal}",
                "Give a number or a name such as SIGTERM");
    }
}
