using Drydock.Build.Contexts;
using Drydock.Oci;

namespace Drydock.Build.Tests.Contexts;

public sealed class ContextNameTests
{
    [Theory]
    [InlineData("alpine", "alpine")]
    [InlineData("alpine:latest", "alpine")]
    [InlineData("docker.io/library/alpine:latest", "alpine")]
    [InlineData("alpine:3.20", "alpine:3.20")]
    [InlineData("Base", "base")]
    [InlineData("ghcr.io/a/b", "ghcr.io/a/b")]
    public void Normalize_OfName_IsTheShortForm(string name, string expected) => Assert.Equal(expected, ContextName.Normalize(name));

    [Fact]
    public void Find_OfPlatform_GoesBeforeAll()
    {
        var (all, arm) = (new NamedImage(Reference.Parse("all")), new NamedImage(Reference.Parse("arm")));
        var contexts = new Dictionary<string, NamedContext> { ["a"] = all, ["a::linux/arm64"] = arm };
        Assert.Same(arm, contexts.Find("a:latest", Platform.Parse("linux/arm64")));
        Assert.Same(all, contexts.Find("a", Platform.Parse("linux/amd64")));
        Assert.Null(contexts.Find("b", Platform.Parse("linux/amd64")));
    }
}
