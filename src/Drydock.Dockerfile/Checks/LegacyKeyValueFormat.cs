using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Checks;

/// <summary>ENV and LABEL have an equals sign.</summary>
internal sealed class LegacyKeyValueFormat() : Check(
    "LegacyKeyValueFormat",
    "Legacy key/value format with whitespace separator should not be used")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var step in model.Steps)
        {
            if (step.Expanded is not null && PairsOf(step.Written).Any(p => !p.HasEqualsSign))
            {
                var keyword = step.Written.Keyword;
                yield return Finding(
                    step.Written.Lines,
                    $"\"{keyword} key=value\" should be used instead of legacy \"{keyword} key value\" format");
            }
        }
    }

    private static IReadOnlyList<KeyValue> PairsOf(Instruction instruction) => instruction switch
    {
        EnvInstruction env => env.Variables,
        LabelInstruction label => label.Labels,
        _ => [],
    };
}
