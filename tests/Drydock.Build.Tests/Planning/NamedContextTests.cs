using Drydock.Build.Graph;
using Drydock.Build.Tests.Support;
using Drydock.Oci;

namespace Drydock.Build.Tests.Planning;

public sealed class NamedContextTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("tool")]
    [InlineData("tool:latest")]
    [InlineData("docker.io/library/tool")]
    public async Task Plan_OfContextForImage_FindsEverySpelling(string name)
    {
        _fixture.With("tool", new ContainerConfig { User = "u" });
        Assert.Equal("u", (await _fixture.PlanAsync($"FROM {name}")).Image.Config.User);
    }

    [Fact]
    public async Task Plan_OfContextForStage_ReplacesTheStage()
    {
        _fixture.With("build", new ContainerConfig { User = "u", OnBuild = ["ENV T=1"] });
        var plan = await _fixture.PlanAsync("FROM no.such.registry/x AS build\nRUN never\nFROM build\nCOPY --from=build /x /");
        Assert.Equal("u", plan.Image.Config.User);
        Assert.Contains("T=1", plan.Image.Config.Env!);
        Assert.DoesNotContain("never", PlanText.Render(plan.Image.Top), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfDirectory_IsCopiedFromButNotBuiltUpon()
    {
        _fixture.WithDirectory("files");
        var plan = await _fixture.PlanAsync("FROM scratch\nCOPY --from=files x /");
        Assert.Equal("files", Assert.IsType<ContextOrigin>(Assert.IsType<CopyStep>(plan.Image.Top).From).Context.Name);
        var error = await _fixture.FailAsync("FROM files");
        Assert.Equal("the named context files is no image; FROM needs one\nuse it with COPY --from=files", error.Message);
    }

    [Fact]
    public async Task Plan_OfScratch_CannotBeReplaced()
    {
        _fixture.With("scratch", new ContainerConfig { User = "u" });
        Assert.Null((await _fixture.PlanAsync("FROM scratch")).Image.Config.User);
    }
}
