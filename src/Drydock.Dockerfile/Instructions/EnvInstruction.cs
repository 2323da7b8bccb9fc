namespace Drydock.Dockerfile.Instructions;

/// <summary>ENV: sets environment variables.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Variables">The variables in the order written; there is at least one.</param>
public sealed record EnvInstruction(InstructionOrigin Origin, IReadOnlyList<KeyValue> Variables) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "ENV";

    /// <inheritdoc/>
    public override string History => $"ENV {string.Join(' ', Variables)}";

    internal override Instruction ExpandWith(InstructionExpander expander) =>
        this with { Variables = [.. Variables.Select(v => v.ExpandWith(expander))] };
}
