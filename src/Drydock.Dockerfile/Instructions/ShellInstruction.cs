namespace Drydock.Dockerfile.Instructions;

/// <summary>SHELL: the program that runs commands in shell form.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Shell">The program and its first arguments; there is at least one word.</param>
public sealed record ShellInstruction(InstructionOrigin Origin, IReadOnlyList<string> Shell) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "SHELL";

    /// <inheritdoc/>
    public override string History => $"SHELL {HistoryText.List(Shell)}";
}
