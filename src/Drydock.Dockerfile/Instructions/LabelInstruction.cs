namespace Drydock.Dockerfile.Instructions;

/// <summary>LABEL: sets labels of the image.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Labels">The labels in the order written; there is at least one.</param>
public sealed record LabelInstruction(InstructionOrigin Origin, IReadOnlyList<KeyValue> Labels) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "LABEL";

    /// <inheritdoc/>
    public override string History => $"LABEL {string.Join(' ', Labels)}";

    internal override Instruction ExpandWith(InstructionExpander expander) =>
        this with { Labels = [.. Labels.Select(v => v.ExpandWith(expander))] };
}
