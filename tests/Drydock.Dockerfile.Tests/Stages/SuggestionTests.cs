using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Tests.Stages;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("bulid", "build")]
    [InlineData("buil", "build")]
    [InlineData("build", null)]
    [InlineData("xyz", null)]
    [InlineData("Build", "build")]
    public void Nearest_OfName_IsTheLikeliest(string name, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(name, ["build", "test", "release"]));

    [Fact]
    public void Nearest_WithSwappedLetters_CountsThemOnce() =>
        Assert.Equal("chown", Suggestion.Nearest("chwon", ["chmod", "chown"]));

    [Theory]
    [InlineData("COPI", "COPY")]
    [InlineData("copi", "copy")]
    public void Nearest_IgnoringCase_IsInTheCaseOfTheName(string name, string expected) =>
        Assert.Equal(expected, Suggestion.Nearest(name, ["COPY", "RUN"], ignoreCase: true));
}
