using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>MAINTAINER is not used.</summary>
internal sealed class MaintainerDeprecated() : Check(
    "MaintainerDeprecated",
    "The MAINTAINER instruction is deprecated, use a label instead to define an image author")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var (node, _) in model.Nodes)
        {
            if (node.Is("MAINTAINER"))
            {
                yield return Finding(node.Lines, "Maintainer instruction is deprecated in favor of using label");
            }
        }
    }
}
