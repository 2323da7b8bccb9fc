namespace Drydock.Storage.Tests;

public sealed class GarbageCollectorTests : IDisposable
{
    private const string Name = "docker.io/library/app:latest";
    private readonly StoreFixture _fixture = new();

    private Store Store => _fixture.Store;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Collect_WhatAnImageNames_Stays()
    {
        var layer = _fixture.AddLayer("a");
        var manifest = _fixture.AddBlob("manifest");
        Store.Images.Write(_fixture.Image(Name, layer) with { Manifest = manifest });

        var collected = new GarbageCollector(Store).Collect();

        Assert.Equal(new CollectedGarbage(0, 0, 0, 0), collected);
        Assert.NotNull(Store.Layers.Find(layer.Id));
        Assert.True(Store.Blobs.Contains(manifest));
    }

    [Fact]
    public void Collect_WhatNothingNames_GoesAndIsCounted()
    {
        var layer = _fixture.AddLayer("a");
        var size = Store.Blobs.SizeOf(layer.DiffId!.Value);
        var tree = Store.Layers.SizeOf(layer.Id);
        File.WriteAllText(Store.Temp.NewPath("left"), "by a process that is gone");

        var collected = new GarbageCollector(Store).Collect()!;

        Assert.Equal((1, 1, size, tree), (collected.Blobs, collected.LayerTrees, collected.BlobBytes, collected.TreeBytes));
        Assert.Empty(Store.Blobs.All());
        Assert.Empty(Store.Layers.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Store.Paths.Temp));
    }

    [Fact]
    public void Collect_CachedStep_KeepsItsLayerAndTheTarOfIt()
    {
        var directory = Store.Temp.NewDirectory("run");
        Directory.CreateDirectory(Path.Combine(directory, "fs"));
        var run = Store.Layers.AdoptDirectory(directory);
        var tar = _fixture.AddLayer("a");
        Store.Layers.RecordTar(run.Id, tar);
        Store.Cache.Write(StoreFixture.DigestOf("key"), new CacheRecord { Layer = run.Id, Created = "", Ingredients = [] });

        new GarbageCollector(Store).Collect();

        Assert.NotNull(Store.Layers.Find(run.Id));
        Assert.True(Store.Blobs.Contains(tar.DiffId!.Value));
    }

    [Fact]
    public void Collect_LayersOfAContainer_Stay()
    {
        var layer = _fixture.AddLayer("a");
        var container = Directory.CreateDirectory(Path.Combine(Store.Paths.Containers, "c1")).FullName;
        File.WriteAllText(Path.Combine(container, "layers"), layer.Id + "\n");

        new GarbageCollector(Store).Collect();

        Assert.NotNull(Store.Layers.Find(layer.Id));
    }

    [Fact]
    public void Collect_AnotherHoldsALease_DoesNothing()
    {
        var layer = _fixture.AddLayer("a");
        using (StoreLease.Take(Store, CancellationToken.None))
        {
            Assert.Null(new GarbageCollector(Store).Collect());
            Assert.NotNull(Store.Layers.Find(layer.Id));
        }

        Assert.NotNull(new GarbageCollector(Store).Collect());
        Assert.Null(Store.Layers.Find(layer.Id));
    }

    [Fact]
    public void Estimate_WithoutAnImage_SaysWhatCollectWouldAndRemovesNothing()
    {
        var layer = _fixture.AddLayer("a");
        var image = _fixture.Image(Name, layer);
        Store.Images.Write(image);

        var estimate = new GarbageCollector(Store).Estimate(new LiveRecords { Image = i => i.Id != image.Id });

        Assert.NotNull(Store.Layers.Find(layer.Id));
        Store.Images.Remove(image);
        Assert.Equal(estimate, new GarbageCollector(Store).Collect());
        Assert.Equal(2, estimate.Blobs);
    }
}
