using System.Text.Json;
using Drydock.Dockerfile.Sources;

namespace Drydock.Conformance.Suites;

/// <summary>References to git repositories.</summary>
internal sealed class GitRefSuite() : Suite("git_ref")
{
    protected override CaseResult Judge(Case testCase)
    {
        var text = testCase.Text("ref")!;
        switch (testCase.Test)
        {
            case "TestParseGitRef":
                JudgeParts(testCase, text);
                break;
            case "TestFragmentFormat" or "TestFragmentFormatWithSubdir":
                var (formatted, ok) = Format(text, testCase.Test == "TestFragmentFormatWithSubdir");
                Expect.Equal("formatted", testCase.Text("expected"), formatted);
                Expect.Equal("is a git reference", testCase.Flag("ok"), ok);
                break;
            default:
                return testCase.Failed($"unknown test {testCase.Test}");
        }

        return testCase.Passed();
    }

    private static void JudgeParts(Case testCase, string text)
    {
        if (testCase.Text("err") is { } error)
        {
            var thrown = Expect.Fails<FormatException>(text, () => GitReference.Parse(text));
            Expect.True($"error: expected to contain \"{error}\", got \"{thrown.Message}\"", thrown.Message.Contains(error, StringComparison.Ordinal));
            return;
        }

        if (testCase["expected"].ValueKind != JsonValueKind.Object)
        {
            Expect.Equal("reference", null, GitReference.Parse(text));
            return;
        }

        var expected = new Case(testCase["expected"]);
        var actual = GitReference.Parse(text) ?? throw new DifferenceException("is not taken for a git reference");
        Expect.Equal("Remote", expected.Text("Remote"), actual.Remote);
        Expect.Equal("ShortName", expected.Text("ShortName"), actual.ShortName);
        Expect.Equal("Ref", expected.Text("Ref"), actual.Ref);
        Expect.Equal("Checksum", expected.Text("Checksum"), actual.Checksum);
        Expect.Equal("SubDir", expected.Text("SubDir"), actual.Subdirectory);
        Expect.Equal("IndistinguishableFromLocal", expected.Flag("IndistinguishableFromLocal"), actual.IsIndistinguishableFromLocal);
        Expect.Equal("UnencryptedTCP", expected.Flag("UnencryptedTCP"), actual.IsUnencrypted);
        Expect.Equal("FetchByCommit", expected.Flag("FetchByCommit"), actual.FetchByCommit == true);
        Expect.Equal("MTime", expected.Text("MTime"), actual.ModificationTime?.ToString().ToLowerInvariant());
        JudgeFlag("KeepGitDir", expected, actual.KeepGitDirectory);
        JudgeFlag("Submodules", expected, actual.Submodules);
    }

    /// <summary>The corpus may write the pointer to a truth value as a Go call, which only says that it is set.</summary>
    private static void JudgeFlag(string name, Case expected, bool? actual)
    {
        switch (expected[name].ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                Expect.Equal(name, expected.Flag(name), actual);
                break;
            case JsonValueKind.Object:
                Expect.True($"{name} must be set", actual is not null);
                break;
            default:
                Expect.Equal(name, null, actual);
                break;
        }
    }

    private static (string Text, bool IsReference) Format(string text, bool withSubdirectory)
    {
        try
        {
            return GitReference.Parse(text) is { } reference ? (reference.ToFragmentForm(withSubdirectory), true) : (text, false);
        }
        catch (FormatException)
        {
            return (text, false);
        }
    }
}
