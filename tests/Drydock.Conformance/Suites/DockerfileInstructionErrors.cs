using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Conformance.Suites;

/// <summary>Instructions that must be refused, and what is said.</summary>
internal sealed class DockerfileInstructionErrors() : Suite("dockerfile_instruction_errors")
{
    protected override CaseResult Judge(Case testCase)
    {
        var error = Expect.Fails<DockerfileException>("instruction", () => ParseFirst(testCase.Text("dockerfile")!));
        if (testCase.Text("expected_error") is { } whole)
        {
            Expect.Equal("error", whole, error.Message);
        }

        if (testCase.Text("expected_error_contains") is { } part)
        {
            Expect.True($"error \"{error.Message}\" does not contain \"{part}\"", error.Message.Contains(part, StringComparison.Ordinal));
        }

        return testCase.Passed();
    }

    private static Instruction ParseFirst(string text)
    {
        var tree = SyntaxTree.Parse(text);
        return tree.Diagnostics.Count > 0 ? throw new DockerfileException(tree.Diagnostics[0]) : InstructionParser.Parse(tree.Nodes[0]);
    }
}
