using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Conformance.Suites;

/// <summary>The examples of upstream's rule documents.</summary>
internal sealed class LintRulesDocs() : Suite("lint_rules_docs")
{
    /// <summary>
    /// The document's pattern <c>*/tmp/*</c> does not leave out its <c>tmp/helloworld.txt</c>, and upstream's own
    /// rule, which cleans the path first, is silent about it too. The reference was not run with the pattern.
    /// </summary>
    private const string WrongInDocument = "lintdoc-CopyIgnoredFile-1";

    protected override CaseResult Judge(Case testCase)
    {
        if (testCase.Id == WrongInDocument)
        {
            return testCase.Skipped("the file of the example is not excluded by its .dockerignore");
        }

        var rule = testCase.Text("rule")!;
        var environment = CheckSuites.Environment with { IgnorePatterns = IgnoreFile.Parse(testCase.Text("dockerignore") ?? "") };
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
