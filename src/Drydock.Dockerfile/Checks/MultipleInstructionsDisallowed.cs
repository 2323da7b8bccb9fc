using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Checks;

/// <summary>CMD, ENTRYPOINT and HEALTHCHECK come once in a stage.</summary>
internal sealed class MultipleInstructionsDisallowed() : Check(
    "MultipleInstructionsDisallowed",
    "Multiple instructions of the same type should not be used in the same stage")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        var last = new Dictionary<(int Stage, string Name), LineRange>();
        foreach (var step in model.Steps)
        {
            if (step.Written is not (CmdInstruction or EntrypointInstruction or HealthcheckInstruction))
            {
                continue;
            }

            // The one before is the one without effect.
            var key = (step.Stage.Index, step.Written.Name);
            if (last.TryGetValue(key, out var before))
            {
                yield return Finding(
                    before,
                    $"Multiple {step.Written.Keyword} instructions should not be used in the same stage because only the last one will be used");
            }

            last[key] = step.Written.Lines;
        }
    }
}
