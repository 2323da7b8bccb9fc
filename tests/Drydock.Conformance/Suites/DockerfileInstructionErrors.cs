using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Conformance.Suites;

/// <summary>Instructions that must be refused, and what is said.</summary>
internal sealed class DockerfileInstructionErrors() : Suite("dockerfile_instruction_errors")
{
    protected override CaseResult Judge(Case testCase)
    {
        var error = Expect.Fails<DockerfileException>("instruction", () => InstructionParser.ParseLine(testCase.Text("dockerfile")!));
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
}
