using Drydock.Images.Pruning;
using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Tests.Pruning;

public sealed class PrunerTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Execute_DanglingImages_LeavesNamedOnes()
    {
        _fixture.Add("app", "1");
        var dangling = _fixture.Add(null, "22");
        var pruner = new Pruner(_fixture.Store);
        var plan = pruner.Plan(new PruneRequest { Images = new ImageQuery() });
        Assert.Equal([dangling.Id], plan.Images.Select(i => i.Id));
        var estimate = pruner.Estimate(plan);

        var reclaimed = pruner.Execute(plan);

        Assert.True(estimate > 0);
        Assert.Equal(estimate, reclaimed);
        Assert.Equal("docker.io/library/app:latest", Assert.Single(_fixture.Store.Images.All()).Name);
        Assert.Null(_fixture.Store.Layers.Find(dangling.Layers[0].DiffId));
    }

    [Fact]
    public void Execute_AllImages_LeavesThoseOfContainers()
    {
        var used = _fixture.Add("used", "1");
        _fixture.Add("unused", "2");
        var container = Directory.CreateDirectory(Path.Combine(_fixture.Store.Paths.Containers, "c1")).FullName;
        File.WriteAllText(Path.Combine(container, "layers"), used.Layers[0].DiffId.Hex + "\n");
        var pruner = new Pruner(_fixture.Store);

        pruner.Execute(pruner.Plan(new PruneRequest { Images = new ImageQuery(), AllImages = true }));

        Assert.Equal([used.Id], _fixture.Store.Images.All().Select(i => i.Id));
    }

    [Fact]
    public void Plan_Cache_LeavesStepsThatAnImageHasUnlessAllAreWanted()
    {
        var image = _fixture.Add("app", "1");
        var shared = Cache("shared", image.Layers[0].DiffId.Hex, TimeSpan.Zero);
        var own = Cache("own", _fixture.Add(null, "2").Layers[0].DiffId.Hex, TimeSpan.Zero);
        var pruner = new Pruner(_fixture.Store);

        Assert.Equal([own], pruner.Plan(new PruneRequest { CacheBefore = DateTimeOffset.MaxValue, Images = new ImageQuery() }).CacheKeys);
        Assert.Equal([own, shared], pruner.Plan(new PruneRequest { CacheBefore = DateTimeOffset.MaxValue, AllCache = true }).CacheKeys.OrderBy(k => k == shared));
        Assert.Empty(pruner.Plan(new PruneRequest { Images = new ImageQuery() }).CacheKeys);
    }

    [Fact]
    public void Plan_CacheUntil_LeavesWhatWasUsedSince()
    {
        var old = Cache("old", null, TimeSpan.FromHours(25));
        Cache("new", null, TimeSpan.FromHours(1));

        var plan = new Pruner(_fixture.Store).Plan(new PruneRequest { CacheBefore = _fixture.Time.Now - TimeSpan.FromHours(24) });

        Assert.Equal([old], plan.CacheKeys);
    }

    // What the cache takes, what may be free, and what stays: the rules of docker buildx prune.
    [Theory]
    [InlineData(0, 100, 0, 50, 100)]
    [InlineData(0, 300, 0, 50, 300)]
    [InlineData(80, 0, 0, 50, 80)]
    [InlineData(120, 100, 0, 50, 120)]
    [InlineData(0, 0, 90, 50, 160)]
    [InlineData(0, 0, 40, 50, 200)]
    [InlineData(180, 0, 90, 50, 180)]
    [InlineData(0, 100, 90, 50, 100)]
    [InlineData(0, 0, 1000, 50, 0)]
    public void KeptBytes_OfLimits_AreThoseOfBuildKit(long reserved, long maximum, long minimumFree, long free, long expected)
    {
        var limits = new CacheLimits { ReservedBytes = reserved, MaximumUsedBytes = maximum > 0 ? maximum : null, MinimumFreeBytes = minimumFree > 0 ? minimumFree : null };
        Assert.Equal(expected, limits.KeptBytes(usedBytes: 200, free));
    }

    [Fact]
    public void Plan_WithALimit_RemovesTheLongestUnusedUntilItHolds()
    {
        var keys = new List<Digest>();
        for (var i = 0; i < 4; i++)
        {
            var layer = _fixture.Add(null, new string('x', 1000 * (i + 1))).Layers[0];
            keys.Add(Cache($"step {i}", layer.DiffId.Hex, TimeSpan.FromHours(10 - i)));
        }

        var whole = CacheLedger.Open(_fixture.Store, new LiveRecords { Image = static _ => false }).Bytes;
        var plan = new Pruner(_fixture.Store).Plan(new PruneRequest
        {
            Images = new ImageQuery(), CacheBefore = DateTimeOffset.MaxValue, Limits = new CacheLimits { MaximumUsedBytes = whole - 1 },
        });
        Assert.Equal([keys[0]], plan.CacheKeys);
    }

    [Fact]
    public void Execute_AnotherWorksInTheStore_RemovesRecordsOnly()
    {
        var dangling = _fixture.Add(null, "1");
        var pruner = new Pruner(_fixture.Store);
        using var lease = StoreLease.Take(_fixture.Store, CancellationToken.None);

        Assert.Null(pruner.Execute(pruner.Plan(new PruneRequest { Images = new ImageQuery() })));

        Assert.Empty(_fixture.Store.Images.All());
        Assert.NotNull(_fixture.Store.Layers.Find(dangling.Layers[0].DiffId));
    }

    [Fact]
    public void Measure_TwoImagesWithOneLayer_CountsItOnce()
    {
        var image = _fixture.Add("app", "12345");
        ImageTagger.Tag(_fixture.Store, image, "same");
        _fixture.Add("again", "12345", new StringMap { ["other"] = "config" });

        var usage = StoreUsage.Measure(_fixture.Store);

        Assert.Equal((2, 0), (usage.Images.Total, usage.Images.Active));
        Assert.Equal(image.Layers[0].TarBytes, usage.Images.Bytes);
        Assert.All(usage.ImageDetails, d => Assert.Equal((5, 0), (d.SharedBytes, d.UniqueBytes)));
        Assert.Equal(0, usage.BuildCache.Total);
    }

    private Digest Cache(string key, string? layer, TimeSpan age)
    {
        var digest = Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(key));
        _fixture.Store.Cache.Write(digest, new CacheRecord { Layer = layer, Value = layer is null ? "v" : null, Created = "", Ingredients = [] });
        _fixture.Store.Cache.MarkUsed(digest, _fixture.Time.Now - age);
        return digest;
    }
}
