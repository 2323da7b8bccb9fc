using System.Text.Json;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Conformance.Suites;

/// <summary>What the suites of the build checks share.</summary>
internal static class CheckSuites
{
    /// <summary>Every base image is for linux/amd64 and sets only PATH, as when the corpora were made.</summary>
    public static CheckEnvironment Environment { get; } = new()
    {
        BaseImage = (_, _) => new CheckedBaseImage("linux/amd64", ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]),
    };

    /// <summary>Compares as sets of rule, line and detail.</summary>
    public static void Compare(JsonElement expected, IReadOnlyList<Diagnostic> actual) => Expect.EqualLists(
        "findings",
        [.. expected.EnumerateArray().Select(w => Line(w.GetProperty("rule").GetString()!, w.GetProperty("line").GetInt32(), w.GetProperty("detail").GetString()!)).Distinct().Order(StringComparer.Ordinal)],
        [.. actual.Select(f => Line(f.Code, f.Lines.Start, f.Message)).Distinct().Order(StringComparer.Ordinal)]);

    private static string Line(string rule, int line, string detail) => $"{line:d5} {rule}: {detail}";
}
