using System.Text.Json;
using Drydock.Oci;

namespace Drydock.Conformance.Suites;

/// <summary>Platforms: parsing, formatting, matching and order.</summary>
internal sealed class PlatformSpecSuite() : Suite("platform_spec")
{
    protected override CaseResult Judge(Case testCase)
    {
        if (testCase.Flag("skip") || testCase.Test.StartsWith("Benchmark", StringComparison.Ordinal))
        {
            return testCase.Skipped("skipped upstream, or a benchmark without an answer");
        }

        if (testCase.Has("mc"))
        {
            return testCase.Skipped("a Go expression of the upstream test, not a platform");
        }

        switch (testCase.Test)
        {
            case "TestParseSelector":
                JudgeParsing(testCase);
                break;
            case "TestParseSelectorInvalid":
                Expect.Fails<FormatException>(testCase.Text("input")!, () => Platform.Parse(testCase.Text("input")!));
                break;
            case "TestFormatAllEncoding":
                var platform = Read(testCase["platform"]);
                Expect.Equal("formatted", testCase.Text("expected"), platform.ToFullString());
                Expect.Equal("read back", platform, Platform.Parse(platform.ToFullString()));
                break;
            case "TestOnly":
                JudgeMatching(testCase, PlatformMatcher.Only);
                break;
            case "TestOnlyStrict":
                JudgeMatching(testCase, PlatformMatcher.OnlyStrict);
                break;
            case "TestOnlyOS":
                JudgeMatching(testCase, PlatformMatcher.OnlyOs);
                break;
            case "TestOnlyOSLess":
                JudgeOrder(testCase, PlatformMatcher.OnlyOs);
                break;
            case "TestCompareOSFeatures":
                JudgeOrder(testCase, PlatformMatcher.Only);
                JudgeOrder(testCase, PlatformMatcher.OnlyStrict);
                break;
            default:
                return testCase.Failed($"unknown test {testCase.Test}");
        }

        return testCase.Passed();
    }

    private static void JudgeParsing(Case testCase)
    {
        var expected = Read(testCase["expected"]);
        var parsed = Platform.Parse(testCase.Text("input")!);
        Expect.Equal("platform", expected, parsed);
        Expect.Equal("formatted", Text(testCase["formatted"]), testCase.Flag("useV2Format") ? parsed.ToFullString() : parsed.ToString());
        if (testCase["matches"].ValueKind == JsonValueKind.Array)
        {
            foreach (var other in testCase["matches"].EnumerateArray().Select(Read))
            {
                Expect.True($"{parsed} must match {other}", PlatformMatcher.OnlyStrict(parsed).Matches(other));
            }
        }
    }

    private static void JudgeMatching(Case testCase, Func<Platform, PlatformMatcher> create)
    {
        var matcher = create(Platform.Parse(testCase.Text("platform")!));
        foreach (var answer in testCase["matches"].EnumerateObject())
        {
            foreach (var text in Case.Texts(answer.Value))
            {
                Expect.Equal($"{testCase.Text("platform")} matches {text}", answer.Name == "true", matcher.Matches(Platform.Parse(text)));
            }
        }
    }

    private static void JudgeOrder(Case testCase, Func<Platform, PlatformMatcher> create)
    {
        var matcher = create(Platform.Parse(testCase.Text("platform")!));
        var ordered = matcher.Order(testCase.Texts("platforms"), text => Platform.Parse(text));
        Expect.EqualLists("platforms", testCase.Texts("expected"), ordered);
    }

    private static Platform Read(JsonElement json)
    {
        var parts = new Case(json);
        return new Platform
        {
            Os = Text(parts["OS"]) ?? "",
            Architecture = Text(parts["Architecture"]) ?? "",
            Variant = NullIfEmpty(Text(parts["Variant"])),
            OsVersion = NullIfEmpty(Text(parts["OSVersion"])),
            OsFeatures = parts.Texts("OSFeatures") is { Count: > 0 } features ? features : null,
        };
    }

    /// <summary>A text, or the value of one of the Go expressions that the upstream table uses.</summary>
    private static string? Text(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Case.Text(json);
        }

        var expression = new Case(json);
        return (expression.Text("$expr") ?? expression.Text("$call")) switch
        {
            "runtime.GOOS" => Platform.Host.Os,
            "runtime.GOARCH" => Platform.Host.Architecture,
            "cpuVariant" => "",
            "path.Join" => string.Join('/', expression["args"].EnumerateArray().Select(Text).Where(part => !string.IsNullOrEmpty(part))),
            var other => throw new DifferenceException($"the corpus has the unknown expression {other}"),
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
