using Drydock.Build.Graph;
using Drydock.Build.Tests.Support;
using Drydock.Oci;

namespace Drydock.Build.Tests.Planning;

public sealed class StageTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Plan_OfStagesNotNeeded_SkipsThemAndTheirImages()
    {
        var plan = await _fixture.PlanAsync("FROM no.such.registry/x AS unused\nFROM scratch AS a\nFROM scratch\nCOPY --from=a /x /");
        Assert.Equal(["unused"], plan.SkippedStages);
        Assert.Equal(["a", "stage-2"], plan.Stages.Select(s => s.Name));
    }

    [Fact]
    public async Task Plan_OfTarget_EndsThere()
    {
        var plan = await _fixture.PlanAsync("FROM scratch AS a\nENV A=1\nFROM scratch AS b\nENV B=1", o => o with { Target = "A" });
        Assert.Equal(["b"], plan.SkippedStages);
        Assert.Contains("A=1", plan.Image.Config.Env!);
    }

    [Fact]
    public async Task Plan_OfUnknownTarget_NamesTheNearest()
    {
        var error = await _fixture.FailAsync("FROM scratch AS build\nFROM scratch AS run", o => o with { Target = "biuld" });
        Assert.Equal("target stage \"biuld\" could not be found (did you mean build?)\nThe stages are build, run", error.Message);
    }

    [Fact]
    public async Task Plan_OfStageOverStage_InheritsAllButTriggers()
    {
        var plan = await _fixture.PlanAsync("FROM scratch AS a\nENV E=1\nARG G=2\nLABEL l=1\nUSER u\nWORKDIR /w\nONBUILD ENV T=1\nFROM a\nENV F=$E$G$T");
        Assert.Contains("F=121", plan.Image.Config.Env!);
        Assert.Equal(("u", "/w", "1"), (plan.Image.Config.User, plan.Image.Config.WorkingDir, plan.Image.Config.Labels!["l"]));
        Assert.Null(plan.Image.Config.OnBuild);
        Assert.Equal(["T=1"], plan.Image.Config.Env!.Where(e => e.StartsWith('T')));
    }

    [Fact]
    public async Task Plan_OfStageCopiedFrom_TakesFilesOnly()
    {
        var plan = await _fixture.PlanAsync("FROM scratch AS a\nENV E=1\nCOPY x /x\nFROM scratch\nCOPY --from=A /x /y");
        Assert.DoesNotContain("E=1", plan.Image.Config.Env!);
        var copy = Assert.IsType<CopyStep>(plan.Image.Top);
        Assert.Equal(plan.Stages[0].Image.Top, Assert.IsType<StepOrigin>(copy.From).Step);
    }

    [Fact]
    public async Task Plan_OfStageIndex_MeansTheStage()
    {
        var plan = await _fixture.PlanAsync("FROM scratch\nCOPY a /\nFROM scratch\nCOPY --from=0 /a /");
        Assert.Equal(plan.Stages[0].Image.Top, Assert.IsType<StepOrigin>(Assert.IsType<CopyStep>(plan.Image.Top).From).Step);
    }

    [Fact]
    public async Task Plan_OfDuplicateName_FromMeansTheOneBefore()
    {
        var plan = await _fixture.PlanAsync("FROM scratch AS x\nENV A=1\nFROM x\nENV C=1\nFROM scratch AS x\nENV B=1\nFROM x");
        Assert.Contains("B=1", plan.Image.Config.Env!);
        Assert.Equal(2, plan.SkippedStages.Count);
    }

    [Theory]
    [InlineData("FROM scratch AS a\nCOPY --from=b x /\nFROM scratch AS b\nFROM a", "cannot copy from stage \"b\", it needs to be defined before current stage \"a\"", 2)]
    [InlineData("FROM scratch AS a\nRUN --mount=from=1,target=/m x\nFROM scratch AS b\nFROM a", "cannot copy from stage \"1\", it needs to be defined before current stage \"a\"", 2)]
    [InlineData("FROM scratch AS a\nCOPY --from=a x /", "circular dependency detected on stage: a", 2)]
    [InlineData("FROM $NONE", "base name ($NONE) should not be blank", 1)]
    [InlineData("FROM scratch AS ok\nFROM --platform=no/such/thing/x scratch\nFROM ok", "failed to parse platform no/such/thing/x", 2)]
    [InlineData("FROM UPPER/Case AS bad\nFROM scratch", "failed to parse stage name \"UPPER/Case\": invalid reference format", 1)]
    [InlineData("FROM scratch\nCOPY --from=$X a /", "variable expansion is not supported for --from", 2)]
    public async Task Plan_OfImpossibleReference_SaysWhereAndWhat(string dockerfile, string message, int line)
    {
        var error = await _fixture.FailAsync(dockerfile);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Lines.Start);
    }

    [Fact]
    public async Task Plan_OfForwardFrom_AsksForAnImageAndTellsOfTheStage()
    {
        var error = await _fixture.FailAsync("FROM later AS a\nFROM scratch AS later\nFROM a");
        Assert.StartsWith("later: failed to resolve source metadata: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nthe stage later is defined in line 2: a stage can only be used below its definition, so stages that need each other cannot be built", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Lines.Start);
    }

    [Fact]
    public async Task Plan_OfMistypedStage_NamesTheNearest()
    {
        var error = await _fixture.FailAsync("FROM scratch AS build\nFROM biuld");
        Assert.EndsWith(" (did you mean build?)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("biuld", "\nno stage above is named biuld (did you mean build?), so it is taken for an image")]
    [InlineData("unlike", "\nno stage above is named unlike, so it is taken for an image")]
    public async Task Plan_OfCopyFromUnknownName_TellsThatNoStageHasIt(string name, string expected)
    {
        var error = await _fixture.FailAsync($"FROM scratch AS build\nFROM scratch\nCOPY --from={name} a /");
        Assert.EndsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(3, error.Lines.Start);
    }

    [Fact]
    public async Task Plan_OfStageInOtherCase_WarnsThatOthersDiffer()
    {
        var plan = await _fixture.PlanAsync("FROM scratch AS Build\nENV A=1\nFROM Build");
        Assert.Contains("A=1", plan.Image.Config.Env!);
        var warning = Assert.Single(plan.Warnings);
        Assert.Equal(("StageNameCaseInFrom", 3), (warning.Code, warning.Lines.Start));
        Assert.Empty((await _fixture.PlanAsync("FROM scratch AS Build\nFROM build")).Warnings);
    }

    [Fact]
    public async Task Plan_OfImage_LoadsOnlyWhatIsNeeded()
    {
        _fixture.With("base", new ContainerConfig { Env = ["PATH=/p"], WorkingDir = "w" });
        var plan = await _fixture.PlanAsync("FROM base\nWORKDIR x");
        Assert.Equal("/w/x", plan.Image.Config.WorkingDir);
        Assert.Equal(["PATH=/p"], plan.Image.Config.Env);
        Assert.Equal(1, plan.Image.BaseLayers);
        Assert.True(plan.Image.History[0].Inherited);
    }

    [Fact]
    public async Task Plan_OfSteps_NamesThemAsBuildKitDoes()
    {
        var plan = await _fixture.With("base", new ContainerConfig()).PlanAsync("FROM base AS a\nRUN x\nENV A=1\nCOPY y /\nFROM a\nWORKDIR /w\nFROM scratch\nCOPY --from=1 /y /");
        Assert.Equal("[stage-1 1/1] WORKDIR /w", plan.Stages[1].Image.Top.Name);
        Assert.Equal("[a 3/3] COPY y /", plan.Stages[0].Image.Top.Name);
        Assert.Equal("[a 2/3] RUN x", plan.Stages[0].Image.Top.Parent!.Name);
        Assert.Equal("[a 1/3] FROM docker.io/library/base:latest", plan.Stages[0].Image.Top.Parent!.Parent!.Name.Split('@')[0]);
        Assert.Equal("[1/1] COPY a /", (await _fixture.PlanAsync("FROM scratch\nCOPY a /")).Image.Top.Name);
    }
}
