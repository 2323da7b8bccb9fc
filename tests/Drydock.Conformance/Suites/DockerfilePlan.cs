using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;

namespace Drydock.Conformance.Suites;

/// <summary>Upstream's planner tests, as far as they need no network: what must fail, ports, devices.</summary>
internal sealed class DockerfilePlan() : Suite("dockerfile_plan")
{
    protected override CaseResult Judge(Case testCase)
    {
        switch (testCase.Test)
        {
            case "TestToEnvList":
                var scope = new VariableScope(["key1=val1", "key2=v0"]);
                scope.Set(testCase.Text("Key")!, testCase.Text("Value")!);
                Expect.EqualLists("environment", ["key1=val1", $"key2={testCase.Text("Value")}"], [.. scope.Environment]);
                break;
            case "TestParsePortEmptyContainerPort" or "TestPartPortIPV6":
                JudgePort(testCase);
                break;
            case "TestParseDevice":
                JudgeDevice(testCase);
                break;
            case "TestBaseImageConfig" or "TestSourceDateEpochStageSourceHTTP":
                return testCase.Skipped("needs a registry, or is about upstream's build graph");
            case "TestSourceDateEpochStageSourceRequiresScratch":
                return testCase.Skipped("calls a function of upstream; no argument names the stage");
            default:
                JudgeFile(testCase);
                break;
        }

        return testCase.Passed();
    }

    private static void JudgePort(Case testCase)
    {
        if (testCase.Text("expError") is { } message)
        {
            Expect.Equal("error", message, Expect.Fails<DockerfileException>("port", () => PortSpec.Parse(testCase.Text("spec")!)).Message);
            return;
        }

        Expect.EqualLists("ports", testCase.Texts("expected"), [.. PortSpec.Parse(testCase.Text("spec")!).Expand()]);
    }

    private static void JudgeDevice(Case testCase)
    {
        if (testCase.Text("expectedErr") is { } message)
        {
            Expect.Equal("error", message, Expect.Fails<DockerfileException>("device", () => RunDevice.Parse(testCase.Text("input")!)).Message);
            return;
        }

        var expected = testCase["expected"];
        Expect.Equal(
            "device",
            new RunDevice(expected.GetProperty("Name").GetString()!, expected.GetProperty("Required").GetBoolean()),
            RunDevice.Parse(testCase.Text("input")!));
    }

    /// <summary>The first assertion is about the Dockerfile; further ones are about other files of the same test.</summary>
    private static void JudgeFile(Case testCase)
    {
        var assertions = testCase.Texts("asserts");
        var document = DockerfileDocument.Parse(testCase.Text("dockerfile")!);
        var error = CheckRunner.Run(document, new CheckEnvironment()).Error;
        var mustFail = assertions.FirstOrDefault(a => a.StartsWith("require.E", StringComparison.Ordinal) && !a.StartsWith("require.Equal(", StringComparison.Ordinal));
        if (assertions[0].EndsWith(".NoError(t, err)", StringComparison.Ordinal) && mustFail?.StartsWith("require.ErrorContains", StringComparison.Ordinal) != true)
        {
            Expect.Equal("error", null, error?.Message);
            return;
        }

        Expect.True("must be refused, was accepted", error is not null);
        if (mustFail is not null && mustFail.Split('"') is [_, var message, _])
        {
            Expect.True($"error \"{error!.Message}\" is not \"{message}\"", error.Message.Contains(message, StringComparison.Ordinal));
        }
    }
}
