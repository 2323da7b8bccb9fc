using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>Stages are not called scratch or context.</summary>
internal sealed class ReservedStageName() : Check(
    "ReservedStageName",
    "Reserved words should not be used as stage names")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model) =>
        model.Stages
            .Where(s => s.Name is "context" or "scratch")
            .Select(s => Finding(
                s.From.Lines, $"Stage name should not use the same name as reserved stage {GoQuote.Quote(s.Name!)}"));
}
