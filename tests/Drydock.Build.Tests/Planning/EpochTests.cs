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
    public async Task WithEpoch_OfArgumentOrDefault_ReadsTheNumber(string dockerfile, string? given, long? expected) =>
        Assert.Equal(expected, (await GlobalArguments.WithEpochAsync(Options(dockerfile, given), _ => throw new InvalidOperationException("no source is named"))).SourceDateEpoch);

    [Fact]
    public async Task WithEpoch_OfOtherText_IsRefused() =>
        Assert.Equal("invalid SOURCE_DATE_EPOCH: x", (await Assert.ThrowsAsync<DockerfileException>(() => EpochAsync("FROM scratch", "x", 5))).Message);

    [Theory]
    [InlineData("FROM scratch", "context")]
    [InlineData("ARG SOURCE_DATE_EPOCH=context\nFROM scratch", null)]
    [InlineData("FROM scratch AS src\nADD https://example.com/f /\nFROM scratch", "src")]
    public async Task WithEpoch_OfASource_IsItsTimeFromThenOn(string dockerfile, string? given)
    {
        var options = await EpochAsync(dockerfile, given, 5);
        Assert.Equal(5, options.SourceDateEpoch);
        Assert.Equal("5", options.BuildArgs["SOURCE_DATE_EPOCH"]);
    }

    [Fact]
    public async Task WithEpoch_OfASourceWithoutTime_IsUnset()
    {
        var options = await EpochAsync("FROM scratch", "context", null);
        Assert.Null(options.SourceDateEpoch);
        Assert.False(options.BuildArgs.ContainsKey("SOURCE_DATE_EPOCH"));
    }

    private Task<BuildOptions> EpochAsync(string dockerfile, string? given, long? time) =>
        GlobalArguments.WithEpochAsync(Options(dockerfile, given), _ => Task.FromResult(time));

    private BuildOptions Options(string dockerfile, string? given) => _fixture.Options(
        dockerfile, o => given is null ? o : o with { BuildArgs = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = given } });
}
