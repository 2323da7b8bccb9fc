namespace Drydock.Dockerfile.Instructions;

/// <summary>CMD: the default command, or the default arguments of the entrypoint.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Command">The command; its variables are left to the shell.</param>
public sealed record CmdInstruction(InstructionOrigin Origin, Command Command) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "CMD";
}
