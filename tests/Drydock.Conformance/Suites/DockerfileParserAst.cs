using Drydock.Dockerfile.Syntax;

namespace Drydock.Conformance.Suites;

/// <summary>Upstream's parser test files: the dump of the whole tree.</summary>
internal sealed class DockerfileParserAst() : Suite("dockerfile_parser_ast")
{
    protected override CaseResult Judge(Case testCase)
    {
        var tree = SyntaxTree.Parse(testCase.Text("dockerfile")!);
        Expect.Equal("errors", 0, tree.Diagnostics.Count);
        Expect.Equal("dump", testCase.Text("expected_dump")!.TrimEnd('\n'), tree.Dump());
        Expect.Equal("formatted text", testCase.Text("dockerfile"), tree.Format());
        return testCase.Passed();
    }
}
