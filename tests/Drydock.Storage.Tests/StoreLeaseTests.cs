namespace Drydock.Storage.Tests;

public sealed class StoreLeaseTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private Store Store => _fixture.Store;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Take_AfterAProcessWasKilled_ClearsWhatItLeft()
    {
        var left = Store.Temp.NewDirectory("run");
        File.WriteAllText(Path.Combine(left, "file"), "");
        using var lease = StoreLease.Take(Store, CancellationToken.None);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Store.Paths.Temp));
    }

    [Fact]
    public void Take_BesideAnother_LeavesItsFiles()
    {
        using var other = StoreLease.Take(Store.Open(_fixture.Root, _fixture.Time), CancellationToken.None);
        var used = Store.Temp.NewDirectory("run");
        using var lease = StoreLease.Take(Store, CancellationToken.None);
        Assert.True(Directory.Exists(used));
    }

    // A record that is being written has no lease.
    [Fact]
    public void Take_WithARecordBeingWritten_LeavesIt()
    {
        var (young, old) = (Store.Temp.NewPath("file"), Store.Temp.NewPath("file"));
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(young, _fixture.Time.Now.UtcDateTime);
        File.WriteAllText(old, "");
        File.SetLastWriteTimeUtc(old, _fixture.Time.Now.UtcDateTime.AddHours(-1));
        using var lease = StoreLease.Take(Store, CancellationToken.None);
        Assert.Equal([young], Directory.EnumerateFileSystemEntries(Store.Paths.Temp));
    }

    [Fact]
    public void Dispose_OfOneOfTwo_KeepsTheStore()
    {
        var first = StoreLease.Take(Store, CancellationToken.None);
        var second = StoreLease.Take(Store, CancellationToken.None);
        first.Dispose();
        first.Dispose();
        Assert.Null(new GarbageCollector(Store).Collect());
        second.Dispose();
        Assert.NotNull(new GarbageCollector(Store).Collect());
    }
}
