namespace Drydock.Dockerfile.Instructions;

/// <summary>ENTRYPOINT: the program a container runs.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Command">The command; its variables are left to the shell.</param>
public sealed record EntrypointInstruction(InstructionOrigin Origin, Command Command) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "ENTRYPOINT";
}
