namespace Drydock.Conformance;

/// <summary>The cases that docs/differences.md allows to differ, with the reasons.</summary>
internal sealed class Differences
{
    /// <summary>The largest part of a suite that may be listed, in percent.</summary>
    public const int MaxPercent = 1;

    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>The ids of all listed cases.</summary>
    public IReadOnlyCollection<string> Ids => _reasons.Keys;

    /// <summary>
    /// Reads the table rows <c>| `id` | reason |</c>, where an id that several suites have is written
    /// <c>`suite/id`</c>; every other line is text for people.
    /// </summary>
    public static Differences Parse(TextReader document)
    {
        var differences = new Differences();
        while (document.ReadLine() is { } line)
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length >= 4 && cells[1] is ['`', .. var id, '`'])
            {
                differences._reasons[id] = string.Join('|', cells[2..^1]);
            }
        }

        return differences;
    }

    /// <summary>The list this program was built with.</summary>
    public static Differences BuiltIn()
    {
        using var stream = typeof(Differences).Assembly.GetManifestResourceStream("differences.md")!;
        using var reader = new StreamReader(stream);
        return Parse(reader);
    }

    /// <summary>
    /// Turns a failure that is listed into a difference, and a listed case that passes into a
    /// failure, so that the list stays true.
    /// </summary>
    public CaseResult Apply(string suite, CaseResult result) => (result.Outcome, TryFind(suite, result.Id, out var reason)) switch
    {
        (Outcome.Failed, true) => result with { Outcome = Outcome.Divergent, Detail = reason! },
        (Outcome.Passed, true) => CaseResult.Failed(result.Id, "passes, but docs/differences.md lists it: remove it there"),
        _ => result,
    };

    private bool TryFind(string suite, string id, out string? reason) =>
        _reasons.TryGetValue($"{suite}/{id}", out reason) || _reasons.TryGetValue(id, out reason);
}
