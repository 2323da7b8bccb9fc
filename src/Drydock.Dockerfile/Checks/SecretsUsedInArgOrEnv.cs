using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>No ARG or ENV is named like a secret.</summary>
internal sealed class SecretsUsedInArgOrEnv() : Check(
    "SecretsUsedInArgOrEnv",
    "Sensitive data should not be used in the ARG or ENV commands")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var step in model.Steps)
        {
            foreach (var name in NamesOf(step))
            {
                if (SecretName.IsLikely(name))
                {
                    yield return Finding(
                        step.Written.Lines,
                        $"Do not use ARG or ENV instructions for sensitive data ({step.Written.Name} {GoQuote.Quote(name)})");
                }
            }
        }
    }

    private static IEnumerable<string> NamesOf(CheckedStep step) => step switch
    {
        { Written: ArgInstruction arg } => arg.Arguments.Select(a => a.Name),
        { Expanded: EnvInstruction env } => env.Variables.Select(v => v.Key),
        _ => [],
    };
}
