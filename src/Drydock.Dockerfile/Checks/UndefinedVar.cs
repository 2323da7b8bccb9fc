using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Checks;

/// <summary>Variables are set before they are used.</summary>
internal sealed class UndefinedVar() : Check(
    "UndefinedVar",
    "Variables should be defined before their use")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var step in model.Steps)
        {
            // The environment of an image that is not known may have any variable. EXPOSE is not looked at upstream.
            if (!step.Flow.IsBaseKnown || step.Written is ExposeInstruction)
            {
                continue;
            }

            foreach (var name in step.Unmatched)
            {
                var meant = Suggestion.Nearest(name, step.KnownNames);
                yield return Finding(
                    step.Written.Lines,
                    $"Usage of undefined variable '${name}'{(meant is null ? "" : $" (did you mean ${meant}?)")}");
            }
        }
    }
}
