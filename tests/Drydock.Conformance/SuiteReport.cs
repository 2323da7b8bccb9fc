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
        var results = suite.Run(document.RootElement).Select(result => differences.Apply(suite.Name, result)).ToList();
        var listed = results.Count(r => r.Outcome == Outcome.Divergent);
        if (listed * 100 > results.Count * Differences.MaxPercent)
        {
            results.Add(CaseResult.Failed(suite.Name, $"{listed} of {results.Count} cases are listed as differences; at most {Differences.MaxPercent} % may be"));
        }

        return new SuiteReport(suite.Name, results);
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
