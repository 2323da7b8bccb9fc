namespace Drydock.Dockerfile.Instructions;

/// <summary>WORKDIR: sets the working directory, and creates it.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Path">The directory; relative ones continue the one before.</param>
public sealed record WorkdirInstruction(InstructionOrigin Origin, string Path) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "WORKDIR";

    internal override Instruction ExpandWith(InstructionExpander expander) => this with { Path = expander.Word(Path) };
}
