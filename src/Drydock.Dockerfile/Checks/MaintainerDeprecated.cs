using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>MAINTAINER is not used.</summary>
internal sealed class MaintainerDeprecated() : Check(
    "MaintainerDeprecated",
    "The MAINTAINER instruction is deprecated, use a label instead to define an image author")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model) =>
        model.Nodes
            .Where(n => n.Node.Is("MAINTAINER"))
            .Select(n => Finding(n.Node.Lines, "Maintainer instruction is deprecated in favor of using label"));
}
