namespace Drydock.Dockerfile.Instructions;

/// <summary>FROM: begins a stage.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Base">The image or stage it begins from, as written.</param>
/// <param name="Platform">The value of <c>--platform</c>; null without the flag.</param>
/// <param name="StageName">The name after AS, in lower case; null without one.</param>
/// <param name="AsKeyword">The word <c>AS</c> as written; null without one.</param>
/// <param name="WrittenStageName">The name as written; null without one.</param>
public sealed record FromInstruction(
    InstructionOrigin Origin,
    string Base,
    string? Platform,
    string? StageName,
    string? AsKeyword,
    string? WrittenStageName) : Instruction(Origin)
{
    /// <summary>The base of a stage that begins from nothing.</summary>
    public const string Scratch = "scratch";

    /// <inheritdoc/>
    public override string Name => "FROM";

    internal override Instruction ExpandWith(InstructionExpander expander) =>
        this with { Base = expander.Word(Base), Platform = expander.Optional(Platform) };
}
