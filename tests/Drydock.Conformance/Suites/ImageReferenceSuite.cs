using Drydock.Oci;

namespace Drydock.Conformance.Suites;

/// <summary>Image references: grammar, normalisation, familiar names, patterns.</summary>
internal sealed class ImageReferenceSuite() : Suite("image_reference")
{
    protected override CaseResult Judge(Case testCase)
    {
        switch (testCase.Test)
        {
            case "TestReferenceParse" or "TestWithNameFailure" or "TestDomainAndPath" or "TestSerialization":
                JudgeGrammar(testCase);
                break;
            case "TestWithTag" or "TestWithDigest":
                JudgeCombining(testCase);
                break;
            case "TestParseNamed":
                JudgeCanonical(testCase);
                break;
            case "TestNormalizedSplitHostname":
                var split = Reference.Parse(testCase.Text("input")!);
                Expect.Equal("domain", testCase.Text("domain"), split.Domain);
                Expect.Equal("path", testCase.Text("path"), split.Path);
                break;
            case "TestParseRepositoryInfo":
                if (testCase.Text("FullName") is null)
                {
                    return testCase.Skipped("a Go expression of the upstream test, not a reference");
                }

                JudgeRepositoryInfo(testCase);
                break;
            case "TestParseAnyReference":
                var text = testCase.Text("Reference")!;
                Expect.Equal("equivalent", testCase.Text("Equivalent"), Reference.TryParseImageId(text, out var id) ? id.ToString() : Reference.Parse(text).ToString());
                break;
            case "TestMatch":
                Expect.Equal("match", testCase.Flag("expected"), Reference.Parse(testCase.Text("reference")!).Matches(testCase.Text("pattern")!));
                break;
            case "TestParseDockerRef":
                Expect.Equal("reference", testCase.Text("expected"), Reference.Parse(testCase.Text("input")!).ToDockerForm().ToString());
                break;
            default:
                return testCase.Failed($"unknown test {testCase.Test}");
        }

        return testCase.Passed();
    }

    private static void JudgeGrammar(Case testCase)
    {
        var input = testCase.Text("input")!;
        Func<string, ReferenceParts> parse = testCase.Test is "TestWithNameFailure" or "TestDomainAndPath" ? ReferenceParts.ParseName : ReferenceParts.Parse;
        if (testCase.Has("err"))
        {
            Expect.Fails<FormatException>(input, () => parse(input));
            return;
        }

        var parts = parse(input);
        if (testCase.Test == "TestDomainAndPath")
        {
            // Upstream's Domain() is empty where the name has no valid one.
            Expect.Equal("domain", testCase.Text("domain") ?? "", parts.Domain);
            Expect.Equal("path", testCase.Text("path"), parts.Path);
            return;
        }

        Expect.Equal("name", testCase.Text("repository") ?? testCase.Text("name"), parts.Name);
        Expect.Equal("tag", testCase.Text("tag"), parts.Tag);
        Expect.Equal("digest", testCase.Text("digest"), parts.Digest);
        Expect.Equal("text", input, parts.ToString());
        if (testCase.Test == "TestReferenceParse")
        {
            Expect.Equal("domain", testCase.Text("domain") ?? "", parts.Domain);
        }
    }

    private static void JudgeCombining(Case testCase)
    {
        var parts = ReferenceParts.ParseName(testCase.Text("name")!);
        parts = testCase.Text("tag") is { } tag ? parts.WithTag(tag) : parts;
        parts = testCase.Text("digest") is { } digest ? parts.WithDigest(digest) : parts;
        Expect.Equal("combined", testCase.Text("combined"), parts.ToString());
    }

    private static void JudgeCanonical(Case testCase)
    {
        var input = testCase.Text("input")!;
        if (testCase.Has("err"))
        {
            var refused = !Reference.TryParse(input, out var other) || other.ToString() != input;
            Expect.True($"{input}: must not be canonical", refused);
            return;
        }

        var reference = Reference.Parse(input);
        Expect.Equal("text", input, reference.ToString());
        Expect.Equal("domain", testCase.Text("domain"), reference.Domain);
        Expect.Equal("path", testCase.Text("path"), reference.Path);
    }

    private static void JudgeRepositoryInfo(Case testCase)
    {
        foreach (var member in new[] { "FullName", "FamiliarName", "AmbiguousName" })
        {
            if (testCase.Text(member) is { Length: > 0 } text)
            {
                var reference = Reference.Parse(text);
                Expect.Equal($"{member} {text}: domain", testCase.Text("Domain"), reference.Domain);
                Expect.Equal($"{member} {text}: path", testCase.Text("RemoteName"), reference.Path);
                Expect.Equal($"{member} {text}: name", testCase.Text("FullName"), reference.Name);
                Expect.Equal($"{member} {text}: familiar name", testCase.Text("FamiliarName"), reference.FamiliarName);
            }
        }
    }
}
