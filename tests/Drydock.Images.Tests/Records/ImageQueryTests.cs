using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Oci;

namespace Drydock.Images.Tests.Records;

public sealed class ImageQueryTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public ImageQueryTests()
    {
        _fixture.Add("first", "1", new StringMap { ["tier"] = "db", ["old"] = "" });
        _fixture.Add("second:1", "2", new StringMap { ["tier"] = "web" });
        _fixture.Add(null, "3");
        _fixture.Add("team/third", "4");
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Select_NoCondition_GivesAllNewestFirst() =>
        Assert.Equal(["team/third:latest", "<none>", "second:1", "first:latest"], Names(new ImageQuery()));

    [Fact]
    public void Select_Dangling_GivesThoseWithoutName()
    {
        Assert.Equal(["<none>"], Names(new ImageQuery { Dangling = true }));
        Assert.Equal(["team/third:latest", "second:1", "first:latest"], Names(new ImageQuery { Dangling = false }));
    }

    [Fact]
    public void Select_Labels_MustAllBeThere()
    {
        Assert.Equal(["second:1", "first:latest"], Names(new ImageQuery { Labels = ["tier"] }));
        Assert.Equal(["first:latest"], Names(new ImageQuery { Labels = ["tier=db"] }));
        Assert.Equal(["first:latest"], Names(new ImageQuery { Labels = ["tier", "old="] }));
        Assert.Empty(Names(new ImageQuery { Labels = ["tier=d"] }));
        Assert.Equal(["team/third:latest", "<none>", "second:1"], Names(new ImageQuery { ExcludedLabels = ["tier=db"] }));
    }

    [Fact]
    public void Select_BeforeAndSince_LeaveOutTheNamedImage()
    {
        Assert.Equal(["first:latest"], Names(new ImageQuery { Before = "second:1" }));
        Assert.Equal(["team/third:latest", "<none>"], Names(new ImageQuery { Since = "second:1" }));
        Assert.Empty(Names(new ImageQuery { Since = "second:1", Before = "second:1" }));
        Assert.Throws<ImageException>(() => Names(new ImageQuery { Before = "nothing" }));
    }

    [Fact]
    public void Select_Until_GivesOlderOnes() =>
        Assert.Equal(["second:1", "first:latest"], Names(new ImageQuery { Until = _fixture.Time.Now - TimeSpan.FromSeconds(70) }));

    [Theory]
    [InlineData("first", "first:latest")]
    [InlineData("second", "second:1")]
    [InlineData("second:2", "")]
    [InlineData("*:1", "second:1")]
    [InlineData("team/*", "team/third:latest")]
    [InlineData("*", "second:1 first:latest")]
    public void Select_References_AreGlobsThatDoNotCrossSlashes(string pattern, string expected) =>
        Assert.Equal(expected, string.Join(' ', Names(new ImageQuery { References = [pattern] })));

    [Fact]
    public void Select_ImageWithLostConfig_IsStillListed()
    {
        _fixture.Store.Blobs.Delete(StoredImage.Find(_fixture.Store, "first").Id);

        Assert.Contains("first:latest", Names(new ImageQuery()));
    }

    private IEnumerable<string> Names(ImageQuery query) =>
        query.Select(_fixture.Store).Select(i => i.Names.Count == 0 ? "<none>" : i.Names[0].ToFamiliarString());
}
