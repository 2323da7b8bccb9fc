using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Checks;

/// <summary>Protocols in EXPOSE are in lower case.</summary>
internal sealed class ExposeProtoCasing() : Check(
    "ExposeProtoCasing",
    "Protocol in EXPOSE instruction should be lowercase")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model) =>
        from step in model.Steps
        where step.Expanded is ExposeInstruction
        from port in ((ExposeInstruction)step.Expanded!).Ports
        where PortSpec.Parse(port).Protocol.Any(char.IsUpper)
        select Finding(step.Written.Lines, $"Defined protocol '{port}' in EXPOSE instruction should be lowercase");
}
