using Drydock.Build.Planning;

namespace Drydock.Build.Tests.Planning;

public sealed class WorkdirPathTests
{
    [Theory]
    [InlineData("/", "a", "/a")]
    [InlineData("/a", "b", "/a/b")]
    [InlineData("/a", "/b", "/b")]
    [InlineData("/a/b", "../c", "/a/c")]
    [InlineData("/", "../../x", "/x")]
    [InlineData("/a", ".", "/a")]
    [InlineData("/", "/a//b/./c", "/a/b/c")]
    [InlineData("/", "/a/", "/a/")]
    [InlineData("/z", "", "/z/")]
    [InlineData("/", "/", "/")]
    public void Resolve_OfPath_IsAbsoluteAndClean(string current, string path, string expected) =>
        Assert.Equal(expected, WorkdirPath.Resolve(current, path));

    [Theory]
    [InlineData("/w", ".", "/w/")]
    [InlineData("/w", "..", "/")]
    [InlineData("/w", "x/.", "/w/x/")]
    [InlineData("/w", "x", "/w/x")]
    [InlineData("/w", "x/", "/w/x/")]
    [InlineData("/w", "/", "/")]
    public void Destination_OfDots_IsADirectory(string current, string path, string expected) =>
        Assert.Equal(expected, WorkdirPath.Destination(current, path));
}
