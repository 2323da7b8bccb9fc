using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>FROM does not ask for the platform it has anyway.</summary>
internal sealed class RedundantTargetPlatform() : Check(
    "RedundantTargetPlatform",
    "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior")
{
    private const string Variable = "TARGETPLATFORM";

    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var value in model.Froms)
        {
            if (value.Platform is { Matched.Count: 1, Unmatched.Count: 0 } platform
                && platform.Matched.Contains(Variable)
                && platform.Value == model.Globals!.Lookup(Variable))
            {
                yield return Finding(
                    value.Stage.From.Lines,
                    $"Setting platform to predefined {value.Stage.Platform} in FROM is redundant as this is the default behavior");
            }
        }
    }
}
