using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Instructions;

/// <summary>ONBUILD: an instruction that runs in builds that begin from this image or stage.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Expression">The instruction as text, heredocs included: this is what the image keeps.</param>
public sealed record OnbuildInstruction(InstructionOrigin Origin, string Expression) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "ONBUILD";

    /// <summary>Reads the instruction. Triggers of an image are always read with the backslash as escape character.</summary>
    /// <exception cref="DockerfileException">The text is not one instruction that may be triggered.</exception>
    public Instruction ParseTrigger() => InstructionParser.ParseTrigger(Expression, Lines);
}
