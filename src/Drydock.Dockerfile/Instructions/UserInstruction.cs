namespace Drydock.Dockerfile.Instructions;

/// <summary>USER: the user, and perhaps group, of the instructions that follow and of the container.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="User"><c>user</c> or <c>user:group</c>, each a name or a number.</param>
public sealed record UserInstruction(InstructionOrigin Origin, string User) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "USER";

    /// <inheritdoc/>
    public override string History => $"USER {User}";

    internal override Instruction ExpandWith(InstructionExpander expander) => this with { User = expander.Word(User) };
}
