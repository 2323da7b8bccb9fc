using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Checks;

/// <summary>Protocols in EXPOSE are in lower case.</summary>
internal sealed class ExposeProtoCasing() : Check(
    "ExposeProtoCasing",
    "Protocol in EXPOSE instruction should be lowercase")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var (step, port) in model.ExposedPorts)
        {
            if (PortSpec.Parse(port).Protocol.Any(char.IsUpper))
            {
                yield return Finding(step.Written.Lines, $"Defined protocol '{port}' in EXPOSE instruction should be lowercase");
            }
        }
    }
}
