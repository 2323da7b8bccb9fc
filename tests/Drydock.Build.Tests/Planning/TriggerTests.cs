using Drydock.Build.Graph;
using Drydock.Build.Tests.Support;
using Drydock.Oci;

namespace Drydock.Build.Tests.Planning;

public sealed class TriggerTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Plan_OfImageTriggers_RunsThemFirstAndDropsThem()
    {
        _fixture.With("base", new ContainerConfig { OnBuild = ["ENV A=1", "RUN early"] });
        var plan = await _fixture.PlanAsync("FROM base\nENV B=$A\nRUN late");
        Assert.Null(plan.Image.Config.OnBuild);
        Assert.Contains("B=1", plan.Image.Config.Env!);
        Assert.Equal(["base", "ENV A=1", "RUN /bin/sh -c early # buildkit", "ENV B=1", "RUN /bin/sh -c late # buildkit"], plan.Image.History.Select(h => h.Entry.CreatedBy));
        Assert.Equal("[2/3] ONBUILD RUN early", plan.Image.Top.Parent!.Name);
        Assert.Equal(1, plan.Image.Top.Parent!.Lines.Start);
    }

    [Fact]
    public async Task Plan_OfImageTriggerThatCopies_NeedsThatStageToo()
    {
        _fixture.With("base", new ContainerConfig { OnBuild = ["COPY --from=tools /t /t"] }).With("more", new ContainerConfig { OnBuild = ["COPY --from=last /l /l"] });
        var plan = await _fixture.PlanAsync("FROM scratch AS last\nCOPY l /\nFROM more AS tools\nFROM scratch AS unused\nFROM base");
        Assert.Equal(["unused"], plan.SkippedStages);
        Assert.Equal(["last", "tools", "stage-3"], plan.Stages.Select(s => s.Name));
        Assert.Equal(plan.Stages[1].Image.Top, Assert.IsType<StepOrigin>(Assert.IsType<CopyStep>(plan.Image.Top).From).Step);
    }

    [Fact]
    public async Task Plan_OfTriggerThatCopiesFromLaterStage_IsRefusedAtTheFrom()
    {
        _fixture.With("base", new ContainerConfig { OnBuild = ["COPY --from=later /t /t"] });
        var error = await _fixture.FailAsync("FROM scratch\nFROM base AS b\nFROM scratch AS later\nFROM b");
        Assert.StartsWith("cannot copy from stage \"later\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Lines.Start);
    }

    [Theory]
    [InlineData("FROM x", "FROM isn't allowed as an ONBUILD trigger")]
    [InlineData("NOPE x", "unknown instruction: NOPE")]
    public async Task Plan_OfBadTrigger_NamesIt(string trigger, string message)
    {
        _fixture.With("base", new ContainerConfig { OnBuild = [trigger] });
        var error = await _fixture.FailAsync("FROM base");
        Assert.Contains($"onbuild trigger \"{trigger}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfStageTriggers_RunInEachStageOverItOnce()
    {
        var plan = await _fixture.PlanAsync("FROM scratch AS a\nONBUILD ENV N=x$N\nFROM a AS b\nFROM b");
        Assert.Contains("N=x", plan.Image.Config.Env!);
        Assert.Equal(["ONBUILD ENV N=x$N"], (await _fixture.PlanAsync("FROM scratch\nONBUILD ENV N=x$N")).Image.Config.OnBuild!.Select(t => "ONBUILD " + t));
    }
}
