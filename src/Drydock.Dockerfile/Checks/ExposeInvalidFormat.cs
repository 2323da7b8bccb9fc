using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Checks;

/// <summary>EXPOSE names ports of the container only.</summary>
internal sealed class ExposeInvalidFormat() : Check(
    "ExposeInvalidFormat",
    "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var (step, port) in model.ExposedPorts)
        {
            var spec = PortSpec.Parse(port);
            if (spec.HostAddress.Length > 0 || spec.HostPort.Length > 0)
            {
                yield return Finding(
                    step.Written.Lines, $"EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'");
            }
        }
    }
}
