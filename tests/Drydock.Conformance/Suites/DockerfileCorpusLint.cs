using System.Text.Json;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;

namespace Drydock.Conformance.Suites;

/// <summary>Real Dockerfiles: what the build checks find in all stages.</summary>
internal sealed class DockerfileCorpusLint() : Suite("dockerfile_corpus_lint")
{
    protected override CaseResult Judge(Case testCase)
    {
        var report = CheckRunner.Run(DockerfileDocument.Parse(testCase.Text("dockerfile")!), CheckSuites.Environment);
        CheckSuites.Compare(testCase["expected_check_warnings"], report.Findings);
        var error = testCase["build_error"];
        Expect.Equal("error", error.ValueKind == JsonValueKind.Object ? new Case(error).Text("message") : null, error.ValueKind == JsonValueKind.Object && report.Error is not null ? new Case(error).Text("message") : report.Error?.Message);
        if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("line", out var line))
        {
            Expect.Equal("line of the error", line.GetInt32(), report.Error!.Lines.Start);
        }

        return testCase.Passed();
    }
}
