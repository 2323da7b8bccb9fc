using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Checks;

/// <summary>FROM uses declared arguments only.</summary>
internal sealed class UndefinedArgInFrom() : Check(
    "UndefinedArgInFrom",
    "FROM command must use declared ARGs")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        if (model.Globals is null)
        {
            yield break;
        }

        var known = model.Globals.Variables.Names.Union(model.Globals.Declared).ToHashSet(StringComparer.Ordinal);
        foreach (var from in model.Froms)
        {
            foreach (var name in from.Base.Unmatched.Concat(from.Platform?.Unmatched ?? new HashSet<string>()))
            {
                if (!known.Contains(name))
                {
                    yield return Finding(
                        from.Stage.From.Lines, $"FROM argument '{name}' is not declared{Suggestion.Text(name, known)}");
                }
            }
        }
    }
}
