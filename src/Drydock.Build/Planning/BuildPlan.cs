using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Build.Planning;

/// <summary>A Dockerfile after planning: what to build, complete but for what only execution tells.</summary>
/// <param name="Image">The target stage as an image.</param>
/// <param name="Stages">The planned stages, with their names, in the order of the file.</param>
/// <param name="SkippedStages">Names of the stages that the target does not need.</param>
/// <param name="UnconsumedArguments">Names of <c>--build-arg</c> that no ARG declares.</param>
public sealed record BuildPlan(
    PlannedImage Image,
    IReadOnlyList<(string Name, PlannedImage Image)> Stages,
    IReadOnlyList<string> SkippedStages,
    IReadOnlyList<string> UnconsumedArguments)
{
    /// <summary>The further targets as images.</summary>
    public IReadOnlyList<(AlsoTarget Target, PlannedImage Image)> Also { get; init; } = [];

    /// <summary>Where the file means something else here than to other builders.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>What the build checks found in the stages that are built.</summary>
    public required CheckReport Checks { get; init; }

    /// <summary>What the target takes from outside.</summary>
    public required BuildOutline Outline { get; init; }
}
