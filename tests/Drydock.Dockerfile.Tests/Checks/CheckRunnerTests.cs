using Drydock.Dockerfile.Checks;

namespace Drydock.Dockerfile.Tests.Checks;

public sealed class CheckRunnerTests
{
    private static readonly CheckEnvironment s_environment = new() { BaseImage = (_, _) => new CheckedBaseImage("linux/amd64", ["PATH=/bin"]) };

    [Theory]
    [InlineData("FROM a as b\nCMD x", "FromAsCasing,JSONArgsRecommended")]
    [InlineData("# check=skip=all\nFROM a as b\nCMD x", "")]
    [InlineData("# check=skip=FromAsCasing, Other\nFROM a as b\nCMD x", "JSONArgsRecommended")]
    [InlineData("# check=skip=FromAsCasing,JSONArgsRecommended // reason\nFROM a as b\nCMD x", "")]
    [InlineData("FROM a as b\n# check=skip=JSONArgsRecommended\nCMD x\nENTRYPOINT y", "FromAsCasing,JSONArgsRecommended")]
    [InlineData("# check=experimental=all;skip=all\n# no name\nFROM a AS b", "InvalidDefinitionDescription")]
    public void Options_OfFileAndComments_ChooseRules(string text, string expected) =>
        Assert.Equal(expected, string.Join(',', Run(text).Findings.Select(f => f.Code)));

    [Fact]
    public void Options_OfEnvironment_TakeThePlaceOfTheFile()
    {
        var report = CheckRunner.Run(DockerfileDocument.Parse("# check=skip=all\nFROM a as b"), s_environment with { Options = "error=true" });
        Assert.Equal("lint violation found for rules: FromAsCasing", report.Violation!.Message);
    }

    [Theory]
    [InlineData("# check=skip\nFROM a", "failed to parse check options: invalid check option \"skip\"")]
    [InlineData("# check=nope=1\nFROM a", "failed to parse check options: invalid check option \"nope\"")]
    public void Options_ThatCannotBeRead_AreAnError(string text, string message) => Assert.Equal(message, Run(text).Error!.Message);

    [Fact]
    public void Run_OfFileWithError_ChecksUpToIt()
    {
        var report = Run("FROM a AS Bad\nMAINTAINER m\nHEALTH\nMAINTAINER n");
        Assert.Equal(["StageNameCasing", "MaintainerDeprecated"], report.Findings.Select(f => f.Code));
        Assert.Equal(("unknown instruction: HEALTH", 3), (report.Error!.Message, report.Error.Lines.Start));
    }

    [Fact]
    public void Run_OfTarget_LooksAtReachableStagesOnly()
    {
        var document = DockerfileDocument.Parse("FROM scratch AS one\nCOPY $a /\nFROM scratch AS two\nCOPY $b /");
        Assert.Equal([2, 4], CheckRunner.Run(document, s_environment).Findings.Select(f => f.Lines.Start));
        Assert.Equal([4], CheckRunner.Run(document, s_environment with { AllStages = false }).Findings.Select(f => f.Lines.Start));
        Assert.Equal([2], CheckRunner.Run(document, s_environment with { AllStages = false, Target = "ONE" }).Findings.Select(f => f.Lines.Start));
    }

    [Fact]
    public void Run_WithUnknownBase_DoesNotGuessItsVariables() =>
        Assert.Empty(CheckRunner.Run(DockerfileDocument.Parse("FROM a\nCOPY $x /"), new CheckEnvironment()).Findings);

    [Fact]
    public void Run_OfTriggersOfBase_FollowsThem()
    {
        var environment = s_environment with { BaseImage = (_, _) => new CheckedBaseImage("linux/amd64", ["PATH=/bin"], false, ["ENV x=1", "COPY $other /"]) };
        var finding = Assert.Single(CheckRunner.Run(DockerfileDocument.Parse("FROM a\nCOPY $x /"), environment).Findings);
        Assert.Equal(("Usage of undefined variable '$other'", 1), (finding.Message, finding.Lines.Start));
    }

    [Fact]
    public void Run_OfBaseForOtherPlatform_SaysBoth()
    {
        var report = CheckRunner.Run(DockerfileDocument.Parse("FROM a"), s_environment with { TargetPlatform = "linux/arm64" });
        Assert.Equal(
            "Base image a was pulled with platform \"linux/amd64\", expected \"linux/arm64\" for current build",
            Assert.Single(report.Findings).Message);
    }

    [Theory]
    [InlineData("alpine", null)]
    [InlineData("alpine:3.20", null)]
    [InlineData("reg.io:5000/a/b_c/d--e:T_1.x", null)]
    [InlineData("localhost/a", null)]
    [InlineData("[::1]:5000/a", null)]
    [InlineData("a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", null)]
    [InlineData("", "invalid reference format")]
    [InlineData("a:", "invalid reference format")]
    [InlineData("a:-x", "invalid reference format")]
    [InlineData("a-", "invalid reference format")]
    [InlineData("a..b", "invalid reference format")]
    [InlineData("a___b", "invalid reference format")]
    [InlineData("%s", "invalid reference format")]
    [InlineData("a@sha256:abc", "invalid reference format")]
    [InlineData("Aa", "invalid reference format: repository name (library/Aa) must be lowercase")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "invalid repository name (0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef), cannot specify 64-byte hexadecimal strings")]
    public void ImageName_OfText_IsOneOrSaysWhyNot(string text, string? problem) => Assert.Equal(problem, ImageName.Problem(text));

    [Theory]
    [InlineData("linux/amd64", "linux/x86_64", true)]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("amd64", "linux/amd64", true)]
    [InlineData("linux/amd64", "windows/amd64", false)]
    [InlineData("linux/arm", "linux/arm64", false)]
    public void PlatformName_OfTwo_AreAlikeOrNot(string one, string other, bool alike) => Assert.Equal(alike, PlatformName.AreAlike(one, other));

    private static CheckReport Run(string text) => CheckRunner.Run(DockerfileDocument.Parse(text), s_environment);
}
