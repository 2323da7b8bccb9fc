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
        if (error.ValueKind != JsonValueKind.Object)
        {
            Expect.Equal("error", null, report.Error?.Message);
            return testCase.Passed();
        }

        Expect.True("must be refused, was accepted", report.Error is not null);
        if (error.TryGetProperty("line", out var line))
        {
            Expect.Equal("line of the error", line.GetInt32(), report.Error!.Lines.Start);
        }

        return testCase.Passed();
    }
}
