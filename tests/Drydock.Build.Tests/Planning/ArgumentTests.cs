using Drydock.Build.Graph;
using Drydock.Build.Tests.Support;
using Drydock.Oci;

namespace Drydock.Build.Tests.Planning;

public sealed class ArgumentTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("ARG A=g\nFROM scratch\nARG A\nENV E=$A", null, "E=g")]
    [InlineData("ARG A=g\nFROM scratch\nENV E=$A", null, "E=")]
    [InlineData("ARG A=g\nFROM scratch\nARG A=s\nENV E=$A", null, "E=s")]
    [InlineData("ARG A=g\nFROM scratch\nARG A=s\nENV E=$A", "given", "E=given")]
    [InlineData("FROM scratch\nARG A\nENV E=${A-unset}", null, "E=unset")]
    [InlineData("FROM scratch\nARG A=1 B=$A\nENV E=$B", null, "E=1")]
    [InlineData("FROM scratch\nENV E=1\nENV E=2 F=$E", null, "F=1")]
    [InlineData("FROM scratch\nARG TARGETARCH\nENV E=$TARGETARCH", null, "E=amd64")]
    [InlineData("FROM scratch\nENV E=$TARGETARCH", null, "E=")]
    [InlineData("FROM scratch AS last\nARG TARGETSTAGE\nENV E=$TARGETSTAGE", null, "E=last")]
    [InlineData("FROM scratch\nARG TARGETSTAGE\nENV E=$TARGETSTAGE", null, "E=default")]
    [InlineData("FROM scratch\nENV E=$PATH", null, "E=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")]
    public async Task Plan_OfArguments_GivesTheValueInForce(string dockerfile, string? given, string expected)
    {
        var plan = await _fixture.PlanAsync(dockerfile, o => given is null ? o : o with { BuildArgs = new Dictionary<string, string> { ["A"] = given } });
        Assert.Contains(expected, plan.Image.Config.Env!);
    }

    [Fact]
    public async Task Plan_OfRun_SeesArgumentsAndTheirOrder()
    {
        var plan = await _fixture.PlanAsync("FROM scratch\nARG A=1\nENV B=2\nARG C\nRUN x");
        Assert.Equal(["A=1", "B=2"], Assert.IsType<RunStep>(plan.Image.Top).Environment.Skip(1));
        Assert.Equal("RUN |2 A=1 C= /bin/sh -c x # buildkit", plan.Image.History[^1].Entry.CreatedBy);
    }

    [Fact]
    public async Task Plan_OfArgumentAfterEnv_WinsInRunOnlyAndWarns()
    {
        var plan = await _fixture.PlanAsync("FROM scratch\nENV A=env\nARG A=arg\nRUN x");
        Assert.Contains("A=arg", Assert.IsType<RunStep>(plan.Image.Top).Environment);
        Assert.Contains("A=env", plan.Image.Config.Env!);
        var warning = Assert.Single(plan.Warnings);
        Assert.Equal(("ArgOverridesEnv", 3), (warning.Code, warning.Lines.Start));
        Assert.Empty((await _fixture.PlanAsync("FROM scratch\nARG A=arg\nENV A=env\nRUN x")).Warnings);
    }

    [Fact]
    public async Task Plan_OfProxy_ReachesRunButNotTheKey()
    {
        var plan = await _fixture.PlanAsync("FROM scratch\nRUN x", o => o with { BuildArgs = new Dictionary<string, string> { ["HTTP_PROXY"] = "p" } });
        var run = Assert.IsType<RunStep>(plan.Image.Top);
        Assert.Equal(["HTTP_PROXY=p", "http_proxy=p"], run.UnkeyedEnvironment);
        Assert.DoesNotContain("HTTP_PROXY=p", run.Environment);
        Assert.Equal("RUN /bin/sh -c x # buildkit", plan.Image.History[^1].Entry.CreatedBy);
        Assert.Empty(plan.UnconsumedArguments);
    }

    [Fact]
    public async Task Plan_OfArgumentsNobodyDeclares_ListsThem()
    {
        var plan = await _fixture.PlanAsync("FROM scratch\nARG USED", o => o with
        {
            BuildArgs = new Dictionary<string, string> { ["USED"] = "1", ["Z"] = "1", ["B"] = "1", ["BUILDKIT_X"] = "1", ["TARGETARCH"] = "1", ["no_proxy"] = "1" },
        });
        Assert.Equal(["B", "Z"], plan.UnconsumedArguments);
    }

    [Fact]
    public async Task Plan_OfBaseEnvironment_IsVisibleAndKeepsItsOrder()
    {
        _fixture.With("base", new ContainerConfig { Env = ["B=1", "PATH=/p", "A=2"] });
        var plan = await _fixture.PlanAsync("FROM base\nENV A=3 C=$B\nENV B=4");
        Assert.Equal(["B=4", "PATH=/p", "A=3", "C=1"], plan.Image.Config.Env);
    }

    [Fact]
    public async Task Plan_OfBaseWithoutPath_AddsOne()
    {
        _fixture.With("base", new ContainerConfig { Env = ["B=1"] });
        Assert.Equal(["B=1", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], (await _fixture.PlanAsync("FROM base")).Image.Config.Env);
    }
}
