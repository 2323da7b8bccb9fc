using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>No two stages have one name.</summary>
internal sealed class DuplicateStageName() : Check(
    "DuplicateStageName",
    "Stage names should be unique")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in model.Stages)
        {
            if (stage.Name is { } name && !seen.Add(name))
            {
                yield return Finding(stage.From.Lines, $"Duplicate stage name {GoQuote.Quote(name)}, stage names should be unique");
            }
        }
    }
}
