using Drydock.Build.Caching;
using Drydock.Build.Caching.Explaining;

namespace Drydock.Build.Tests.Caching.Explaining;

public sealed class KeyFactsTests
{
    [Fact]
    public void Of_NumberedIngredients_NamesThemByWhatTheyAreAbout()
    {
        var key = new CacheKeyBuilder("run")
            .AddAll("argument", ["/bin/sh", "-c", "make"])
            .AddAll("env", ["A=1", "B=x=y", "C="])
            .AddAll("script", ["EOF\0#!/bin/sh\n"])
            .Build();
        Assert.Equal(
            [new("command", "/bin/sh -c make"), new("kind", "run"), new("env A", "1"), new("env B", "x=y"), new("env C", ""), new("text EOF", "#!/bin/sh\n")],
            KeyFacts.Of(key.Ingredients));
    }

    [Fact]
    public void Of_TwoMounts_NamesEachByItsTarget()
    {
        var key = new CacheKeyBuilder("run")
            .Add("mount", "Bind").Add("mount-target", "/a").Add("mount-content", "sha256:1")
            .Add("mount", "Secret").Add("mount-target", "/b").Add("mount-id", "token")
            .Build();
        Assert.Equal(
            ["kind=run", "mount /a=bind", "mount /a content=sha256:1", "mount /b=secret", "mount /b id=token"],
            KeyFacts.Of(key.Ingredients).Select(f => $"{f.Key}={f.Value}"));
    }
}
