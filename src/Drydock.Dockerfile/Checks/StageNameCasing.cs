using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>Stage names are in lower case.</summary>
internal sealed class StageNameCasing() : Check(
    "StageNameCasing",
    "Stage names should be lowercase")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model) =>
        model.Nodes
            .Where(n => n.Node.Is("FROM") && n.Node.Arguments.Count == 3 && n.Node.Arguments[2].Any(char.IsUpper))
            .Select(n => Finding(n.Node.Lines, $"Stage name '{n.Node.Arguments[2]}' should be lowercase"));
}
