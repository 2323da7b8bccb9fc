using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>The options of the checks: <c>skip=A,B;error=true;experimental=all</c>.</summary>
/// <param name="Skip">The rules to leave out.</param>
/// <param name="SkipAll">Whether all rules are left out, experimental ones aside.</param>
/// <param name="Experimental">The experimental rules to run.</param>
/// <param name="ExperimentalAll">Whether all experimental rules run.</param>
/// <param name="FailsOnFindings">Whether a finding fails the build.</param>
public sealed record CheckOptions(
    IReadOnlyList<string> Skip,
    bool SkipAll,
    IReadOnlyList<string> Experimental,
    bool ExperimentalAll,
    bool FailsOnFindings)
{
    private const int MaxParts = 3;

    /// <summary>No options: every rule that is not experimental runs.</summary>
    public static CheckOptions Default { get; } = new([], false, [], false, false);

    /// <summary>Reads options.</summary>
    /// <exception cref="DockerfileException">An option is unknown or has no value.</exception>
    public static CheckOptions Parse(string text)
    {
        var options = Default;
        if (text.Trim().Length == 0)
        {
            return options;
        }

        foreach (var part in text.Trim().Split(';', MaxParts))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? part : part[..equals]).Trim();
            var value = equals < 0 ? "" : part[(equals + 1)..].Trim();
            options = (equals < 0 ? "" : name) switch
            {
                "skip" when value == "all" => options with { SkipAll = true },
                "skip" => options with { Skip = Names(value) },
                "experimental" when value == "all" => options with { ExperimentalAll = true },
                "experimental" => options with { Experimental = Names(value) },
                "error" => options with { FailsOnFindings = FlagValue.Boolean("check option error", value) },
                _ => throw new DockerfileException(
                    DiagnosticCodes.InvalidCheckOption,
                    $"failed to parse check options: invalid check option {GoQuote.Quote(equals < 0 ? part : name)}",
                    "Write skip=RULE,RULE or skip=all, error=true, experimental=RULE, separated by ;"),
            };
        }

        return options;
    }

    /// <summary>Whether the rule runs.</summary>
    public bool Allows(Check check) => check.IsExperimental
        ? ExperimentalAll || Experimental.Contains(check.Name)
        : !SkipAll && !Skip.Contains(check.Name);

    /// <summary>These options and, for one instruction, those of <c># check=</c> comments above it.</summary>
    internal CheckOptions With(IReadOnlyList<string> comments)
    {
        var merged = this;
        foreach (var comment in comments)
        {
            if (OfComment(comment) is { } more)
            {
                merged = merged with
                {
                    Skip = [.. merged.Skip, .. more.Skip],
                    SkipAll = merged.SkipAll || more.SkipAll,
                    Experimental = [.. merged.Experimental, .. more.Experimental],
                    ExperimentalAll = merged.ExperimentalAll || more.ExperimentalAll,
                };
            }
        }

        return merged;
    }

    /// <summary>The options in a comment; null when it is an ordinary one.</summary>
    internal static CheckOptions? OfComment(string comment)
    {
        if (DirectiveParser.Find("# " + comment, "check") is not { } directive)
        {
            return null;
        }

        try
        {
            return Parse(directive.FirstWord);
        }
        catch (DockerfileException)
        {
            return null;
        }
    }

    private static string[] Names(string value) => [.. value.Split(',').Select(n => n.Trim())];
}
