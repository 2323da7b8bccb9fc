using Drydock.Build.Progress;
using Drydock.Build.Tests.Support;
using Drydock.Oci;

namespace Drydock.Build.Tests.Planning;

public sealed class CheckTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Plan_OfBaseWithVariables_KnowsThem()
    {
        _fixture.With("base", new ContainerConfig { Env = ["KNOWN=1"] });
        var plan = await _fixture.PlanAsync("FROM base\nENV A=$KNOWN\nENV B=$KNOWM");
        var finding = Assert.Single(plan.Checks.Findings);
        Assert.Equal("Usage of undefined variable '$KNOWM' (did you mean $KNOWN?)", finding.Message);
    }

    [Fact]
    public async Task Plan_OfIgnoredSource_IsFound()
    {
        var plan = await _fixture.Ignoring("secret*").PlanAsync("FROM scratch AS a\nFROM scratch\nCOPY secret.txt /\nCOPY --from=a secret /");
        Assert.Equal(["CopyIgnoredFile"], plan.Checks.Findings.Select(f => f.Code));
    }

    [Fact]
    public async Task Plan_LooksOnlyAtStagesThatAreBuilt_CheckAtAll()
    {
        const string relative = "FROM scratch AS unused\nWORKDIR a\nFROM scratch AS used";
        Assert.Empty((await _fixture.PlanAsync(relative)).Checks.Findings);
        var report = await _fixture.Builder().CheckAsync(_fixture.Options(relative), CancellationToken.None);
        Assert.Equal(["WorkdirRelativePath"], report.Findings.Select(f => f.Code));
        Assert.Empty((await _fixture.Builder().CheckAsync(_fixture.Options(relative, o => o with { Target = "used" }), CancellationToken.None)).Findings);
    }

    [Fact]
    public async Task Plan_OfCheckArgument_TakesThePlaceOfTheDirective()
    {
        const string file = "# check=skip=all\nFROM scratch as a";
        Assert.Empty((await _fixture.PlanAsync(file)).Checks.Findings);
        var plan = await _fixture.PlanAsync(file, o => o with { BuildArgs = new Dictionary<string, string> { ["BUILDKIT_DOCKERFILE_CHECK"] = "error=true" } });
        Assert.Equal("lint violation found for rules: FromAsCasing", plan.Checks.Violation!.Message);
    }

    [Fact]
    public async Task Build_OfViolation_FailsBeforeAnyStep()
    {
        var error = await Assert.ThrowsAsync<BuildException>(() => _fixture.Builder().BuildAsync(_fixture.Options("# check=error=true\nFROM scratch as a\nRUN x"), [], [], null, CancellationToken.None));
        Assert.StartsWith("lint violation found for rules: FromAsCasing\n", error.Message, StringComparison.Ordinal);
        Assert.Equal("FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 2)", Assert.IsType<BuildWarning>(Assert.Single(_fixture.Events)).Text);
    }

    [Fact]
    public async Task Check_OfFileWithErrors_SaysWhatComesBefore()
    {
        var report = await _fixture.Builder().CheckAsync(_fixture.Options("FROM scratch as a\nNOPE"), CancellationToken.None);
        Assert.Equal(["FromAsCasing"], report.Findings.Select(f => f.Code));
        Assert.Equal(2, report.Error!.Lines.Start);
    }

    [Fact]
    public async Task Check_OfImageThatCannotBeHad_IsAnError()
    {
        var report = await _fixture.Builder().CheckAsync(_fixture.Options("FROM 127.0.0.1:1/none"), CancellationToken.None);
        Assert.Contains("failed to resolve source metadata", report.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(1, report.Error.Lines.Start);
    }
}
