namespace Drydock.Dockerfile.Instructions;

/// <summary>MAINTAINER, deprecated: names the author of the image.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Maintainer">The author; variables are not expanded.</param>
public sealed record MaintainerInstruction(InstructionOrigin Origin, string Maintainer) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "MAINTAINER";

    /// <inheritdoc/>
    public override string History => $"MAINTAINER {Maintainer}";
}
