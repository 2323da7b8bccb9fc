using System.Text.Json.Nodes;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Cli.Rendering;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Cli.Tests.Rendering;

public sealed class CallAnswerTests
{
    private static readonly DockerfileDocument s_document = DockerfileDocument.Parse("# base is below\nFROM scratch as base\nCOPY a /\nFROM base\n");

    private static readonly BuildOutline s_outline = new(
        "app",
        "the program",
        [new ArgumentInput("VERSION", "1.0", "what to build", new LineRange(1)), new ArgumentInput("A", null, "", new LineRange(2))],
        [new MountInput("token", true, new LineRange(3)), new MountInput("other", false, new LineRange(4))],
        []);

    [Fact]
    public void Targets_AsText_IsATable() =>
        Assert.Equal("TARGET    DESCRIPTION\nbase      is below\n(default) \n", CallText.OfTargets(s_document));

    [Fact]
    public void Targets_AsJson_HasBaseAndPlace()
    {
        var targets = JsonNode.Parse(CallJson.OfTargets(s_document))!["targets"]!.AsArray();
        Assert.Equal(
            """{"name":"base","description":"is below","base":"scratch","location":{"ranges":[{"start":{"line":2},"end":{"line":2}}]}}""",
            targets[0]!.ToJsonString());
        Assert.Equal("""{"default":true,"base":"base","location":{"ranges":[{"start":{"line":4},"end":{"line":4}}]}}""", targets[1]!.ToJsonString());
    }

    [Fact]
    public void Outline_AsText_HasATableForEachKind() => Assert.Equal(
        """
        TARGET:      app
        DESCRIPTION: the program

        BUILD ARG   VALUE   DESCRIPTION
        VERSION     1.0     what to build
        A                   

        SECRET   REQUIRED
        token    true
        other    


        """,
        CallText.OfOutline(s_outline));

    [Fact]
    public void Outline_AsJson_LeavesOutWhatIsEmpty()
    {
        var json = JsonNode.Parse(CallJson.OfOutline(s_outline, s_document))!.AsObject();
        Assert.Equal(["name", "description", "args", "secrets", "sources"], json.Select(m => m.Key));
        Assert.Equal("""{"name":"A","location":{"ranges":[{"start":{"line":2},"end":{"line":2}}]}}""", json["args"]![1]!.ToJsonString());
        Assert.Equal("true", json["secrets"]![0]!["required"]!.ToJsonString());
    }

    [Fact]
    public void Check_AsText_ShowsRuleAndLines()
    {
        var text = CheckReportText.OfCheck(CheckRunner.Run(s_document, new CheckEnvironment()), s_document);
        Assert.StartsWith(
            "Check complete, 1 warning has been found!\n\nWARNING: FromAsCasing - https://docs.docker.com/go/dockerfile/rule/from-as-casing/\n"
            + "'as' and 'FROM' keywords' casing do not match\nDockerfile:2\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("   2 | >>> FROM scratch as base\n", text, StringComparison.Ordinal);
        Assert.Equal("Check complete, no warnings found.\n", CheckReportText.OfCheck(new CheckReport([], null, false), s_document));
    }

    [Fact]
    public void Check_AsJson_HasWarningsSourceAndError()
    {
        var report = CheckRunner.Run(s_document, new CheckEnvironment()) with { Error = Diagnostic.Error("X", "bad", new LineRange(3)) };
        var json = JsonNode.Parse(CallJson.OfCheck(report, s_document))!;
        Assert.Equal("FromAsCasing", json["warnings"]![0]!["ruleName"]!.GetValue<string>());
        Assert.Equal(s_document.Text, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(json["sources"]![0]!["data"]!.GetValue<string>())));
        Assert.Equal("""{"message":"bad","location":{"ranges":[{"start":{"line":3},"end":{"line":3}}]}}""", json["buildError"]!.ToJsonString());
    }

    [Fact]
    public void Build_OfWarnings_IsALineEach()
    {
        var finding = CheckRunner.Run(s_document, new CheckEnvironment()).Findings[0];
        BuildWarning[] one = [new(DateTimeOffset.UnixEpoch, finding)];
        const string line = " - FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 2)\n";
        Assert.Equal("\n 1 warning found (use --debug to expand):\n" + line, CheckReportText.OfBuild(one, s_document, expand: false));
        Assert.StartsWith("\n 2 warnings found (use", CheckReportText.OfBuild([.. one, .. one], s_document, expand: false), StringComparison.Ordinal);
        Assert.StartsWith("\n 1 warning found:\n" + line + "The 'as'", CheckReportText.OfBuild(one, s_document, expand: true), StringComparison.Ordinal);
        Assert.Equal("", CheckReportText.OfBuild([], s_document, expand: false));
    }
}
