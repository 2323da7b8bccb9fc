using Drydock.Dockerfile.Ignore;

namespace Drydock.Conformance.Suites;

/// <summary>Which paths ignore patterns leave out.</summary>
internal sealed class DockerignoreMatchSuite() : Suite("dockerignore_match")
{
    protected override CaseResult Judge(Case testCase)
    {
        var patterns = testCase.Texts("patterns");
        if (testCase.Flag("error"))
        {
            Expect.Fails<IgnorePatternException>(string.Join(' ', patterns), () => IgnoreMatcher.Create(patterns));
        }
        else
        {
            Expect.Equal("match", testCase.Flag("match"), IgnoreMatcher.Create(patterns).IsExcluded(testCase.Text("path")!));
        }

        return testCase.Passed();
    }
}
