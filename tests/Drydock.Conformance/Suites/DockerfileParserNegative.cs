using Drydock.Dockerfile;

namespace Drydock.Conformance.Suites;

/// <summary>Files that must not parse.</summary>
internal sealed class DockerfileParserNegative() : Suite("dockerfile_parser_negative")
{
    protected override CaseResult Judge(Case testCase)
    {
        Expect.True("must be refused, was accepted", DockerfileDocument.Parse(testCase.Text("dockerfile")!).HasErrors);
        return testCase.Passed();
    }
}
