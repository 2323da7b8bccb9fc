using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Tests.Records;

public sealed class ImageHistoryTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Of_EmptyAndRealLayers_GivesEachItsSizeLastFirst()
    {
        var one = _fixture.Add("one", "12345").Layers[0];
        var two = _fixture.Add("two", "123").Layers[0];
        Write("app", [one, two], [new() { CreatedBy = "a" }, new() { CreatedBy = "b", EmptyLayer = true }, new() { CreatedBy = "c" }, new() { CreatedBy = "d", EmptyLayer = true }]);

        var lines = ImageHistory.Of(StoredImage.Find(_fixture.Store, "app"));

        Assert.Equal(["d", "c", "b", "a"], lines.Select(l => l.Entry.CreatedBy!));
        Assert.Equal([0, 3, 0, 5], lines.Select(l => l.SizeBytes));
        Assert.Equal(StoredImage.Find(_fixture.Store, "app").Id, lines[0].Id);
        Assert.All(lines.Skip(1), l => Assert.Null(l.Id));
    }

    [Fact]
    public void Of_MoreEntriesThanLayers_CountsThoseNothing()
    {
        Write("app", [_fixture.Add("one", "12345").Layers[0]], [new() { CreatedBy = "a" }, new() { CreatedBy = "b" }]);

        Assert.Equal([0, 5], ImageHistory.Of(StoredImage.Find(_fixture.Store, "app")).Select(l => l.SizeBytes));
    }

    [Fact]
    public void Of_NoHistory_IsEmpty()
    {
        Write("app", [], null);

        Assert.Empty(ImageHistory.Of(StoredImage.Find(_fixture.Store, "app")));
    }

    private void Write(string name, IReadOnlyList<ImageLayer> layers, IReadOnlyList<HistoryEntry>? history)
    {
        var config = new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFs { DiffIds = [.. layers.Select(l => l.DiffId)] }, History = history };
        _fixture.Store.Images.Write(new ImageRecord
        {
            Name = Reference.Parse(name).WithDefaultTag().ToString(),
            Id = _fixture.Store.Blobs.WriteDocument(OciJson.Serialize(config)),
            Layers = layers,
            Tagged = "2025-01-01T00:00:00Z",
        });
    }
}
