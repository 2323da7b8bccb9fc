using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Instructions;

/// <summary>EXPOSE: the ports the container listens on.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Ports">The ports as written, sorted: <c>80</c>, <c>8000-8010/udp</c>.</param>
public sealed record ExposeInstruction(InstructionOrigin Origin, IReadOnlyList<string> Ports) : Instruction(Origin)
{
    /// <summary>Every port of every protocol: more can only be repetition, and would fill the memory.</summary>
    private const int MostPorts = 3 * 65536;

    /// <inheritdoc/>
    public override string Name => "EXPOSE";

    /// <inheritdoc/>
    public override string History => $"EXPOSE {HistoryText.List(Normalize())}";

    /// <summary>The ports as the image configuration has them: ranges drawn out, the protocol in lower case.</summary>
    /// <exception cref="DockerfileException">A port is none. The instruction was not expanded first.</exception>
    public IReadOnlyList<string> Normalize() => [.. Ports.SelectMany(p => PortSpec.Parse(p).Expand())];

    internal override Instruction ExpandWith(InstructionExpander expander)
    {
        var expanded = this with { Ports = [.. Ports.SelectMany(expander.Words)] };
        return expanded.Ports.Sum(p => PortSpec.Parse(p).Count) <= MostPorts
            ? expanded
            : throw new DockerfileException(
                DiagnosticCodes.InvalidArguments, "EXPOSE names more ports than there are", "Name every range once");
    }
}
