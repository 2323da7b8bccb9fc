namespace Drydock.Storage.Tests;

public sealed class CacheStoreTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private CacheStore Cache => _fixture.Store.Cache;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Write_Record_IsFoundByItsKey()
    {
        var record = new CacheRecord { Value = "v", Created = "2025-01-01T00:00:00Z", DurationMs = 5, Ingredients = [new("env:PATH", "/bin")] };

        Cache.Write(StoreFixture.DigestOf("key"), record);

        Assert.Equivalent(record, Cache.Find(StoreFixture.DigestOf("key")), strict: true);
        Assert.Null(Cache.Find(StoreFixture.DigestOf("other")));
    }

    [Fact]
    public void MarkUsed_Record_ChangesItsTimeOfUse()
    {
        var key = StoreFixture.DigestOf("key");
        Cache.Write(key, new CacheRecord { Value = "v", Created = "", Ingredients = [] });

        Cache.MarkUsed(key, _fixture.Time.Now);

        Assert.Equal(_fixture.Time.Now.UtcDateTime, Assert.Single(Cache.All()).LastUsedUtc);
        Cache.Delete(key);
        Cache.MarkUsed(key, _fixture.Time.Now);
        Assert.Empty(Cache.All());
    }

    [Fact]
    public async Task LockAsync_SameKey_WaitsForTheFirst()
    {
        var key = StoreFixture.DigestOf("key");
        var first = await Cache.LockAsync(key, CancellationToken.None);
        var second = Cache.LockAsync(key, CancellationToken.None);
        await Task.Delay(100);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
    }
}
