namespace Drydock.Storage.Tests;

public sealed class CacheLedgerTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private Store Store => _fixture.Store;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Remove_OfTwoEntriesWithOneLayer_GivesBytesBackWithTheLast()
    {
        var layer = _fixture.AddLayer("shared by two steps");
        Cache("one", layer, 1);
        Cache("two", layer, 2);
        var ledger = CacheLedger.Open(Store);
        var whole = ledger.Bytes;

        Assert.Equal(Store.Blobs.SizeOf(layer.DiffId!.Value) + Store.Layers.SizeOf(layer.Id), whole);
        Assert.Equal(0, ledger.Remove(ledger.Entries[0]));
        Assert.Equal(whole, ledger.Remove(ledger.Entries[1]));
        Assert.Equal(0, ledger.Bytes);
    }

    [Fact]
    public void Entries_AreInTheOrderOfTheirLastUse()
    {
        Cache("new", _fixture.AddLayer("a"), 3);
        Cache("old", _fixture.AddLayer("b"), 1);
        Cache("middle", _fixture.AddLayer("c"), 2);
        Assert.Equal(["old", "middle", "new"], CacheLedger.Open(Store).Entries.Select(e => e.Description));
    }

    [Fact]
    public void Entry_WhoseLayerAnImageHas_IsSharedAndTakesNoSpace()
    {
        var layer = _fixture.AddLayer("in an image");
        Store.Images.Write(_fixture.Image("docker.io/library/app:latest", layer));
        Cache("step", layer, 1);
        var ledger = CacheLedger.Open(Store);
        Assert.True(Assert.Single(ledger.Entries).IsShared);
        Assert.False(CacheLedger.TakesSpace(ledger.Entries[0]));
        Assert.Equal(0, ledger.Bytes);
        Assert.Equal(0, CacheLedger.Open(Store, new LiveRecords { Image = static _ => true }).Bytes);
        Assert.NotEqual(0, CacheLedger.Open(Store, new LiveRecords { Image = static _ => false }).Bytes);
    }

    [Fact]
    public void Bytes_AreWhatACollectionWithoutTheEntriesGivesBack()
    {
        Cache("one", _fixture.AddLayer("a"), 1);
        Cache("two", _fixture.AddLayer("bb"), 2);
        Store.FileLists.Write("sha256:" + new string('a', 64), [new("file", "Regular:644", "-")]);
        Store.Cache.Write(StoreFixture.DigestOf("copy"), new CacheRecord { Value = "v", Created = "", Ingredients = [new("content", "sha256:" + new string('a', 64))] });
        var ledger = CacheLedger.Open(Store);
        foreach (var (key, _, _) in Store.Cache.All().ToList())
        {
            Store.Cache.Delete(key);
        }

        Assert.Equal(ledger.Bytes, new GarbageCollector(Store).Collect()!.Bytes);
        Assert.Empty(Directory.EnumerateFiles(Store.Paths.FileLists));
    }

    private void Cache(string kind, LayerRecord layer, int hour)
    {
        var key = StoreFixture.DigestOf(kind);
        Store.Cache.Write(key, new CacheRecord { Layer = layer.Id, Created = "", Ingredients = [new("kind", kind)] });
        Store.Cache.MarkUsed(key, DateTimeOffset.UnixEpoch.AddHours(hour));
    }
}
