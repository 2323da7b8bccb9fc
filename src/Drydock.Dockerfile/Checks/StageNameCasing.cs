using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>Stage names are in lower case.</summary>
internal sealed class StageNameCasing() : Check(
    "StageNameCasing",
    "Stage names should be lowercase")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var (node, _) in model.Nodes)
        {
            if (node.Is("FROM") && node.Arguments.Count == 3 && node.Arguments[2].Any(char.IsUpper))
            {
                yield return Finding(node.Lines, $"Stage name '{node.Arguments[2]}' should be lowercase");
            }
        }
    }
}
