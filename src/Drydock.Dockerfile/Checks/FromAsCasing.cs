using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>AS is in the case of its FROM.</summary>
internal sealed class FromAsCasing() : Check(
    "FromAsCasing",
    "The 'as' keyword should match the case of the 'from' keyword")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var (node, _) in model.Nodes)
        {
            if (!node.Is("FROM") || node.Arguments.Count < 3)
            {
                continue;
            }

            // A FROM of mixed case is the matter of ConsistentInstructionCasing.
            var (from, asWord) = (node.Keyword, node.Arguments[1]);
            var (isLower, isUpper) = (!from.Any(char.IsUpper), !from.Any(char.IsLower));
            if ((isLower && asWord.Any(char.IsUpper)) || (isUpper && asWord.Any(char.IsLower)))
            {
                yield return Finding(node.Lines, $"'{asWord}' and '{from}' keywords' casing do not match");
            }
        }
    }
}
