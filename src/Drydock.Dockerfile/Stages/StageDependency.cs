using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Stages;

/// <summary>A <c>--from</c> of COPY or of a mount of RUN.</summary>
/// <param name="Instruction">The instruction that has it.</param>
/// <param name="Reference">What it names, as written.</param>
/// <param name="Stage">The number of the stage it names; null when it names an image or a named context.</param>
public sealed record StageDependency(Instruction Instruction, string Reference, int? Stage);

/// <summary>A stage with its references resolved.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Base">What it begins from, variables expanded.</param>
/// <param name="Platform">The platform of its base, variables expanded; null when FROM has none.</param>
/// <param name="BaseStage">The number of the stage it begins from; null when it begins from an image or from nothing.</param>
/// <param name="Dependencies">What it copies or mounts from, in order.</param>
public sealed record StageNode(
    Stage Stage, string Base, string? Platform, int? BaseStage, IReadOnlyList<StageDependency> Dependencies)
{
    /// <summary>Whether it begins from nothing.</summary>
    public bool IsScratch => !IsReplaced && BaseStage is null && Base == FromInstruction.Scratch;

    /// <summary>Whether a named context of the stage's name stands for it, so that nothing of the stage is executed.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>The variables that FROM used and that were set.</summary>
    public IReadOnlySet<string> UsedArguments { get; init; } = new HashSet<string>();
}
