using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Dockerfile.Tests.Checks;

/// <summary>Every rule has a page in docs/checks, and the examples there are as good or bad as they say.</summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Rules() => [.. CheckRunner.Checks.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Examples_OfRule_AreAsThePageSays(string rule)
    {
        var examples = RulePage.Examples(rule);
        Assert.Contains(examples, e => e.IsGood);
        Assert.Contains(examples, e => !e.IsGood);
        foreach (var example in examples)
        {
            var report = Run(example);
            Assert.True(report.Error is null || !example.IsGood, report.Error?.Message);
            Assert.True(
                example.IsGood != report.Findings.Any(f => f.Code == rule),
                $"the example is {(example.IsGood ? "good" : "bad")}, the findings are {string.Join("; ", report.Findings)}:\n{example.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Message_OnPage_IsOneTheRuleGives(string rule)
    {
        var shown = RulePage.Read(rule).Split("```text\n")[1].Split("\n```")[0];
        var check = CheckRunner.Checks.Single(c => c.Name == rule);
        Assert.StartsWith($"{rule}: ", shown);
        Assert.Equal($"docs/checks/{rule}.md", check.DocumentationUrl);
        if (rule != "InvalidBaseImagePlatform")
        {
            var messages = RulePage.Examples(rule).Where(e => !e.IsGood).SelectMany(e => Run(e).Findings).Select(f => $"{f.Code}: {f.Message}");
            Assert.Contains(shown, messages);
        }
    }

    [Fact]
    public void Index_NamesEveryRule() => Assert.All(
        CheckRunner.Checks, check => Assert.Contains($"| [{check.Name}]({check.Name}.md) |", RulePage.Read("README")));

    [Fact]
    public void Checks_AreTwentyTwo_WithNamesOfTheirOwn() =>
        Assert.Equal(22, CheckRunner.Checks.Select(c => c.Name).Distinct().Count());

    private static CheckReport Run(RulePage.Example example) => CheckRunner.Run(
        DockerfileDocument.Parse(example.Text),
        new CheckEnvironment
        {
            BaseImage = (_, _) => new CheckedBaseImage("linux/amd64", ["PATH=/bin"]),
            IgnorePatterns = IgnoreFile.Parse(example.IgnoreFile),
        });
}
