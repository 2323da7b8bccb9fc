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
        return model.Stages
            .Where(s => s.Name is not null && !seen.Add(s.Name))
            .Select(s => Finding(s.From.Lines, $"Duplicate stage name {GoQuote.Quote(s.Name!)}, stage names should be unique"));
    }
}
