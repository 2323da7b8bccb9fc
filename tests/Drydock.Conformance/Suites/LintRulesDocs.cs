using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;

namespace Drydock.Conformance.Suites;

/// <summary>The examples of upstream's rule documents.</summary>
internal sealed class LintRulesDocs() : Suite("lint_rules_docs")
{
    protected override CaseResult Judge(Case testCase)
    {
        var rule = testCase.Text("rule")!;
        var environment = CheckSuites.Environment with { IgnoreFile = CheckSuites.IgnoreFile(testCase.Text("dockerignore")) };
        var report = CheckRunner.Run(DockerfileDocument.Parse(testCase.Text("dockerfile_checked")!), environment);
        if (testCase.Has("doc_and_reference_agree") && !testCase.Flag("doc_and_reference_agree"))
        {
            CheckSuites.Compare(testCase["reference_warnings"], report.Findings);
        }
        else
        {
            Expect.Equal("fires", !testCase.Flag("good"), report.Findings.Any(f => f.Code == rule));
        }

        return testCase.Passed();
    }
}
