using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Tests.Support;
using Drydock.Oci;

namespace Drydock.Build.Tests.Planning;

public sealed class PlatformPlanTests : IDisposable
{
    private const string Windows = "windows/amd64";
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task PlanAll_OfStepsThatDoNotDiffer_HasThemOnce()
    {
        var plans = await PlanAsync(
            "FROM --platform=linux/amd64 base AS a\nRUN shared\nARG TARGETARCH\nRUN own\nFROM scratch\nCOPY --from=a /x /", "linux/amd64", "linux/arm64");
        var own = plans.Select(p => (RunStep)((StepOrigin)((CopyStep)p.Image.Top).From).Step).ToList();

        Assert.NotSame(own[0], own[1]);
        Assert.Same(own[0].Parent, own[1].Parent);
        Assert.Equal(["[linux/amd64 a 3/3] RUN own", "[linux/amd64->arm64 a 3/3] RUN own"], own.Select(s => s.Name));
        Assert.Equal("[linux/amd64 a 2/3] RUN shared", own[1].Parent!.Name);
    }

    [Fact]
    public async Task PlanAll_OfRunsForSeveralPlatforms_KeepsThemApart()
    {
        var plans = await PlanAsync("FROM scratch\nCOPY f /\nRUN x", "linux/amd64", "linux/arm64");

        Assert.NotSame(plans[0].Image.Top, plans[1].Image.Top);
        Assert.Same(plans[0].Image.Top.Parent, plans[1].Image.Top.Parent);
        Assert.Equal("arm64", ((RunStep)plans[1].Image.Top).Platform.Architecture);
    }

    [Fact]
    public async Task Plan_OfOnePlatform_NamesNone()
    {
        var plan = await _fixture.PlanAsync("FROM scratch\nRUN x");
        Assert.Equal("[1/1] RUN x", plan.Image.Top.Name);
    }

    [Fact]
    public async Task Plan_ForWindows_HasItsShellAndPaths()
    {
        var plan = (await PlanAsync("FROM scratch\nCMD echo hi\nWORKDIR /a/b\nWORKDIR c", Windows))[0];

        Assert.Equal(["cmd", "/S", "/C", "echo hi"], plan.Image.Config.Cmd);
        Assert.Equal(@"\a\b\c", plan.Image.Config.WorkingDir);
        Assert.Empty(plan.Image.Config.Env!);
        Assert.Equal("/a/b/c", Assert.IsType<WorkdirStep>(plan.Image.Top).Path);
    }

    [Theory]
    [InlineData("linux/amd64", null, null, "linux/amd64")]
    [InlineData("linux/amd64", "linux/arm/v7", null, "linux/amd64->arm/v7")]
    [InlineData("linux/amd64", "windows/amd64", null, "linux/amd64->windows/amd64")]
    [InlineData("linux/amd64", null, "amd64", "linux/amd64")]
    [InlineData("linux/amd64", null, "riscv64", "linux/amd64->riscv64")]
    public void Label_OfAStep_TellsWhereItRunsAndWhatFor(string platform, string? target, string? architecture, string label) =>
        Assert.Equal(label, PlatformLabel.Of(Platform.Parse(platform), name => name switch
        {
            "TARGETPLATFORM" => target,
            "TARGETARCH" => architecture,
            _ => null,
        }));

    private Task<IReadOnlyList<BuildPlan>> PlanAsync(string dockerfile, params string[] platforms)
    {
        var options = _fixture.With("base", new ContainerConfig()).Options(dockerfile, o => o with { Platforms = [.. platforms.Select(Platform.Parse)] });
        Assert.Empty(options.Dockerfile.Diagnostics);
        return _fixture.Builder().PlanAllAsync(options, CancellationToken.None);
    }
}
