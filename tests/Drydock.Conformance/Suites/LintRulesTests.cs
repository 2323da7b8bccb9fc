using System.Text.Json;
using System.Text.RegularExpressions;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Conformance.Suites;

/// <summary>Upstream's tests of the build checks: in a build of the last stage, and in a check of all stages.</summary>
internal sealed class LintRulesTests() : Suite("lint_rules_tests")
{
    protected override CaseResult Judge(Case testCase)
    {
        var document = DockerfileDocument.Parse(testCase.Text("dockerfile")!);
        var attributes = testCase["frontend_attrs"].ValueKind == JsonValueKind.Object
            ? testCase["frontend_attrs"].EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString()!)
            : [];
        var environment = CheckSuites.Environment with
        {
            IgnorePatterns = IgnoreFile.Parse(testCase.Text("dockerignore") ?? ""),
            Target = attributes.GetValueOrDefault("target"),
            TargetPlatform = attributes.GetValueOrDefault("platform"),
            BuildArgs = attributes.Where(a => a.Key.StartsWith("build-arg:", StringComparison.Ordinal)).ToDictionary(a => a.Key["build-arg:".Length..], a => a.Value),
            Options = attributes.GetValueOrDefault("build-arg:BUILDKIT_DOCKERFILE_CHECK"),
        };
        Compare(testCase, "expected_build_warnings", CheckRunner.Run(document, environment with { AllStages = false }));
        Compare(testCase, "expected_check_warnings", CheckRunner.Run(document, environment with { AllStages = environment.Target is null }));
        JudgeUrls(testCase);
        JudgeError(testCase, CheckRunner.Run(document, environment));
        return testCase.Passed();
    }

    private static void Compare(Case testCase, string member, CheckReport report)
    {
        if (testCase[member].ValueKind == JsonValueKind.Array)
        {
            CheckSuites.Compare(testCase[member], report.Findings);
        }
    }

    private static void JudgeUrls(Case testCase)
    {
        if (testCase["expected_check_warnings"].ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var expected in testCase["expected_check_warnings"].EnumerateArray().Select(w => new Case(w)))
        {
            var check = CheckRunner.Checks.Single(c => c.Name == expected.Text("rule"));
            Expect.Equal("page", expected.Text("url") ?? check.ReferenceUrl, check.ReferenceUrl);
            Expect.Equal("description", expected.Text("description") ?? check.Description, check.Description);
        }
    }

    /// <summary>A regular expression is about an error while building: the file is not at fault.</summary>
    private static void JudgeError(Case testCase, CheckReport report)
    {
        var error = report.Error ?? report.Violation;
        if (testCase.Text("build_error") is { } expected)
        {
            Expect.True("must fail, did not", error is not null);
            Expect.True($"error is \"{error!.Message}\"", expected.EndsWith(error.Message, StringComparison.Ordinal));
            if (testCase.Has("error_line"))
            {
                Expect.Equal("line of the error", testCase["error_line"].GetInt32(), error.Lines.Start);
            }
        }
        else if (testCase.Text("build_error_regexp") is { } pattern && error is not null)
        {
            Expect.True($"error is \"{error.Message}\"", Regex.IsMatch("failed to solve: " + error.Message, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
        }
        else if (!testCase.Has("build_error_regexp"))
        {
            Expect.Equal("error", null, error?.Message);
        }
    }
}
