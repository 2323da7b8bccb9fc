using System.Text.Json;

namespace Drydock.Conformance;

/// <summary>The results of one suite.</summary>
internal sealed record SuiteReport(string Suite, IReadOnlyList<CaseResult> Results)
{
    /// <summary>Runs a suite over its file in <paramref name="folder"/>.</summary>
    public static SuiteReport Of(Suite suite, string folder, Differences differences)
    {
        var path = Path.Join(folder, suite.FileName);
        if (!File.Exists(path))
        {
            return new SuiteReport(suite.Name, [CaseResult.Skipped(suite.Name, $"{suite.FileName} is not in the corpora folder")]);
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 512 });
        return Judged(suite.Name, suite.Run(document.RootElement), differences);
    }

    /// <summary>The results of a suite once those that may differ are told apart; a suite with too many of them fails.</summary>
    public static SuiteReport Judged(string suite, IEnumerable<CaseResult> cases, Differences differences)
    {
        var results = cases.Select(result => differences.Apply(suite, result)).ToList();
        var listed = results.Count(r => r.Outcome == Outcome.Divergent);
        if (listed * 100 > results.Count * Differences.MaxPercent)
        {
            results.Add(CaseResult.Failed(suite, $"{listed} of {results.Count} cases are listed as differences; at most {Differences.MaxPercent} % may be"));
        }

        return new SuiteReport(suite, results);
    }

    /// <summary>How many cases ended so.</summary>
    public int Count(Outcome outcome) => Results.Count(r => r.Outcome == outcome);

    /// <summary><c>suite passed/judged</c>, and what was not judged or may differ.</summary>
    public string Summary
    {
        get
        {
            var (divergent, skipped) = (Count(Outcome.Divergent), Count(Outcome.Skipped));
            var judged = Results.Count(r => r.Outcome != Outcome.Skipped && r.Id != Suite);
            var line = $"{Suite} {Count(Outcome.Passed)}/{judged}";
            line += divergent > 0 ? $", {divergent} listed in docs/differences.md" : "";
            return line + (skipped > 0 ? $", {skipped} skipped" : "");
        }
    }
}
