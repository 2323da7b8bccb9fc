using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>FROM --platform is a variable, not a constant.</summary>
internal sealed class FromPlatformFlagConstDisallowed() : Check(
    "FromPlatformFlagConstDisallowed",
    "FROM --platform flag should not use a constant value")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var from in model.Froms)
        {
            if (from.Platform is not { Matched.Count: 0, Unmatched.Count: 0 } platform
                || !PlatformName.TryParse(platform.Value, out var os, out var architecture))
            {
                continue;
            }

            // A stage that is named for a platform has it on purpose.
            var name = from.Stage.Name ?? "";
            if (!name.Contains(os, StringComparison.Ordinal) && !name.Contains(architecture, StringComparison.Ordinal))
            {
                yield return Finding(
                    from.Stage.From.Lines, $"FROM --platform flag should not use constant value {GoQuote.Quote(platform.Value)}");
            }
        }
    }
}
