using Drydock.Build.Planning;
using Drydock.Build.Tests.Support;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Build.Tests.Planning;

public sealed class EpochTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("FROM scratch", null, null)]
    [InlineData("FROM scratch", "5", 5L)]
    [InlineData("ARG SOURCE_DATE_EPOCH=7\nFROM scratch", null, 7L)]
    [InlineData("ARG SOURCE_DATE_EPOCH=7\nFROM scratch", "5", 5L)]
    [InlineData("ARG SOURCE_DATE_EPOCH=7\nFROM scratch", "", null)]
    public void WithEpoch_OfArgumentOrDefault_ReadsTheNumber(string dockerfile, string? given, long? expected) =>
        Assert.Equal(expected, GlobalArguments.WithEpoch(Options(dockerfile, given)).SourceDateEpoch);

    [Fact]
    public void WithEpoch_OfOtherText_IsRefused() =>
        Assert.Equal("invalid SOURCE_DATE_EPOCH: x", Assert.Throws<DockerfileException>(() => GlobalArguments.WithEpoch(Options("FROM scratch", "x"))).Message);

    [Fact]
    public void WithEpoch_OfContext_SaysWhatToGiveInstead() =>
        Assert.Contains("give a number of seconds", Assert.Throws<BuildException>(() => GlobalArguments.WithEpoch(Options("FROM scratch", "context"))).Message, StringComparison.Ordinal);

    private BuildOptions Options(string dockerfile, string? given) => _fixture.Options(
        dockerfile, o => given is null ? o : o with { BuildArgs = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = given } });
}
