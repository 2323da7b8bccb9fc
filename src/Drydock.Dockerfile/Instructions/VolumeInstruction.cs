using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Instructions;

/// <summary>VOLUME: paths that hold data from outside the image.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Volumes">The paths, none of them empty.</param>
public sealed record VolumeInstruction(InstructionOrigin Origin, IReadOnlyList<string> Volumes) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "VOLUME";

    /// <inheritdoc/>
    public override string History => $"VOLUME {HistoryText.List(Volumes)}";

    internal override Instruction ExpandWith(InstructionExpander expander)
    {
        var volumes = expander.Each(Volumes);
        return volumes.Contains("") ? throw Empty() : this with { Volumes = volumes };
    }

    internal static DockerfileException Empty() =>
        new(DiagnosticCodes.InvalidArguments, "VOLUME specified can not be an empty string");
}
