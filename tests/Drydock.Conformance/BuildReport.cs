using System.Text.Json;

namespace Drydock.Conformance;

/// <summary>What the corpora's runner of whole builds, run.py, reports with <c>--json</c>.</summary>
internal static class BuildReport
{
    /// <summary>The suites of a report, in its order.</summary>
    /// <exception cref="JsonException">The file is not such a report.</exception>
    public static IReadOnlyList<SuiteReport> Read(string path, Differences differences)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray()
            .Select(element => (Suite: Text(element, "suite"), Result: ResultOf(element)))
            .GroupBy(entry => entry.Suite)
            .Select(group => SuiteReport.Judged(group.Key, group.Select(entry => entry.Result), differences))];
    }

    // Unsupported, skipped and divergent (upstream documents another result than its own) cases are not judged.
    private static CaseResult ResultOf(JsonElement element) => Text(element, "status") switch
    {
        "passed" => CaseResult.Passed(Text(element, "id")),
        "failed" => CaseResult.Failed(Text(element, "id"), Text(element, "reason")),
        var other => CaseResult.Skipped(Text(element, "id"), $"{other}: {Text(element, "reason")}"),
    };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
