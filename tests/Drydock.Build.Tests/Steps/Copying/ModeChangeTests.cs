using Drydock.Build.Steps;
using Drydock.Build.Steps.Copying;

namespace Drydock.Build.Tests.Steps.Copying;

public sealed class ModeChangeTests
{
    [Theory]
    [InlineData("0", "644", "0")]
    [InlineData("755", "644", "755")]
    [InlineData("07777", "0", "7777")]
    [InlineData("4755", "644", "4755")]
    [InlineData("u+x", "644", "744")]
    [InlineData("+x", "644", "755")]
    [InlineData("a-w", "666", "444")]
    [InlineData("go=", "777", "700")]
    [InlineData("=", "777", "0")]
    [InlineData("u=rw,go=r", "777", "644")]
    [InlineData("u=g", "640", "440")]
    [InlineData("o=u", "640", "646")]
    [InlineData("+X", "644", "644")]
    [InlineData("+X", "744", "755")]
    [InlineData("u+s,g+s,+t", "755", "7755")]
    [InlineData("u-s", "4755", "755")]
    [InlineData("u+rw-x", "100", "600")]
    public void Apply_ToFile_GivesTheModeOfChmod(string change, string before, string after) =>
        Assert.Equal(Convert.ToInt32(after, 8), ModeChange.Parse(change).Apply(Convert.ToInt32(before, 8), isDirectory: false));

    [Theory]
    [InlineData("+X", "644", "755")]
    [InlineData("a=rX", "700", "555")]
    [InlineData("u=rwx,go=rx", "2700", "2755")]
    [InlineData("644", "755", "644")]
    public void Apply_ToDirectory_MeansItByX(string change, string before, string after) =>
        Assert.Equal(Convert.ToInt32(after, 8), ModeChange.Parse(change).Apply(Convert.ToInt32(before, 8), isDirectory: true));

    [Theory]
    [InlineData("")]
    [InlineData("64a")]
    [InlineData("10000")]
    [InlineData("-1")]
    [InlineData("8")]
    [InlineData("x+r")]
    [InlineData("u")]
    [InlineData("u+q")]
    [InlineData("u+x,")]
    public void Parse_OfOther_IsRefused(string text) => Assert.Equal(
        $"invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777",
        Assert.Throws<StepException>(() => ModeChange.Parse(text)).Message);
}
