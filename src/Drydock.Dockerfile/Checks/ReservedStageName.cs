using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>Stages are not called scratch or context.</summary>
internal sealed class ReservedStageName() : Check(
    "ReservedStageName",
    "Reserved words should not be used as stage names")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var stage in model.Stages)
        {
            if (stage.Name is "context" or "scratch")
            {
                yield return Finding(stage.From.Lines, $"Stage name should not use the same name as reserved stage {GoQuote.Quote(stage.Name)}");
            }
        }
    }
}
