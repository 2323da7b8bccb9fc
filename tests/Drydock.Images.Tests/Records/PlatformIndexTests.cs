using Drydock.Images.Pruning;
using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Tests.Records;

public sealed class PlatformIndexTests : IDisposable
{
    private static readonly Platform s_foreign = new() { Os = "linux", Architecture = Platform.Host.Architecture == "s390x" ? "ppc64le" : "s390x" };
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Record_OfSeveralPlatforms_StandsForTheOneOfThisMachine()
    {
        var (own, foreign, index) = Write("app");

        Assert.Equal(own.Id, index.Id);
        Assert.Equal(index.Index, index.ShownId);
        Assert.Equal(foreign.Id, ImageLookup.Narrow(_fixture.Store, index, s_foreign).Id);
        Assert.Equal(own.SizeBytes + foreign.SizeBytes, index.SizeBytes);
    }

    [Fact]
    public void Record_OfTheSameImages_HasTheSameIdentity() => Assert.Equal(Write("app").Index.Index, Write("other").Index.Index);

    [Fact]
    public void Find_ById_FindsTheIndexAndEachImage()
    {
        var (_, foreign, index) = Write("app");

        Assert.Equal(index.Index, ImageLookup.Find(_fixture.Store, index.Index!.Value.ToString()).ShownId);
        Assert.Equal(foreign.Id, ImageLookup.Find(_fixture.Store, foreign.Id.Hex[..12]).ShownId);
        Assert.Equal(index.Index, Assert.Single(StoredImage.All(_fixture.Store)).Id);
    }

    [Fact]
    public void Narrow_ToAPlatformItLacks_SaysWhichItHas()
    {
        var index = Write("app").Index;

        var error = Assert.Throws<ImageException>(() => ImageLookup.Narrow(_fixture.Store, index, Platform.Parse("linux/riscv64")));

        Assert.Contains("linux/riscv64", error.Message, StringComparison.Ordinal);
        Assert.Contains(s_foreign.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_WithAnIndex_KeepsTheLayersOfAllPlatforms()
    {
        var (_, foreign, _) = Write("app");

        new GarbageCollector(_fixture.Store).Collect();

        Assert.NotNull(_fixture.Store.Layers.Find(foreign.Layers[0].DiffId));
        Assert.True(_fixture.Store.Blobs.Contains(foreign.Id));
    }

    [Fact]
    public void Write_OfAnotherImageUnderTheName_LeavesTheIndexUntagged()
    {
        var index = Write("app").Index;
        _fixture.Add("app", "new");

        var untagged = Assert.Single(_fixture.Store.Images.All(), i => i.Name is null);
        Assert.Equal(index.Index, untagged.ShownId);

        var pruner = new Pruner(_fixture.Store);
        pruner.Execute(pruner.Plan(new PruneRequest { Images = new ImageQuery() }));
        Assert.DoesNotContain(_fixture.Store.Images.All(), i => i.Index is not null);
    }

    [Fact]
    public void RemovePlatforms_OfOne_LeavesTheOthersUnderAllNames()
    {
        var index = Write("app").Index;
        ImageTagger.Tag(_fixture.Store, index, "other");
        var removed = ImageTagger.RemovePlatforms(_fixture.Store, "app", [s_foreign]);

        Assert.Equal([index.Platforms![0].Id], removed.Deleted);
        Assert.Equal(["docker.io/library/app:latest", "docker.io/library/other:latest"], _fixture.Store.Images.All().Select(i => i.Name).Order(StringComparer.Ordinal));
        Assert.All(_fixture.Store.Images.All(), i => Assert.Equal([Platform.Host], i.Platforms!.Select(p => p.Platform)));
        Assert.Throws<ImageException>(() => ImageTagger.RemovePlatforms(_fixture.Store, "app", [s_foreign]));
    }

    [Fact]
    public void RemovePlatforms_OfAll_RemovesTheImage()
    {
        Write("app");
        ImageTagger.RemovePlatforms(_fixture.Store, "app", [s_foreign, Platform.Host]);
        Assert.Empty(_fixture.Store.Images.All());
    }

    private (ImageRecord Own, ImageRecord Foreign, ImageRecord Index) Write(string name)
    {
        var (own, foreign) = (_fixture.Add("own", "1"), _fixture.Add("foreign", "22"));
        var config = OciJson.Deserialize<ImageConfig>(_fixture.Store.Blobs.ReadDocument(foreign.Id)) with { Architecture = s_foreign.Architecture, Created = "2025-01-01T00:00:00Z", History = [] };
        foreign = foreign with { Id = _fixture.Store.Blobs.WriteDocument(OciJson.Serialize(config)) };
        var mine = OciJson.Deserialize<ImageConfig>(_fixture.Store.Blobs.ReadDocument(own.Id)) with { Created = "2025-01-01T00:00:00Z", History = [] };
        own = own with { Id = _fixture.Store.Blobs.WriteDocument(OciJson.Serialize(mine)) };
        foreach (var record in _fixture.Store.Images.All().Where(r => r.Index is null))
        {
            _fixture.Store.Images.Remove(record);
        }

        var index = PlatformIndex.Record(
            _fixture.Store,
            [new PlatformImage(s_foreign, foreign.Id, null, foreign.Layers), new PlatformImage(Platform.Host, own.Id, null, own.Layers)],
            "test") with { Name = Reference.Parse(name).WithDefaultTag().ToString() };
        _fixture.Store.Images.Write(index);
        return (own, foreign, index);
    }
}
