namespace Drydock.Storage.Tests;

public sealed class FileDigestIndexTests : IDisposable
{
    private static readonly DateTimeOffset s_read = new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Save_Digest_IsKnownWhenOpenedAgain()
    {
        var index = FileDigestIndex.Open(_fixture.Store, "/context");
        index.Add(Version(1, s_read.AddSeconds(-1)), StoreFixture.DigestOf("a"), s_read);
        index.Save(_fixture.Store.Temp);

        var again = FileDigestIndex.Open(_fixture.Store, "/context");

        Assert.True(again.TryGet(Version(1, s_read.AddSeconds(-1)), out var digest));
        Assert.Equal(StoreFixture.DigestOf("a"), digest);
        Assert.False(FileDigestIndex.Open(_fixture.Store, "/other").TryGet(Version(1, s_read.AddSeconds(-1)), out _));
    }

    [Fact]
    public void TryGet_AnythingDiffers_IsUnknown()
    {
        var index = FileDigestIndex.Open(_fixture.Store, "/context");
        var version = Version(1, s_read.AddSeconds(-1));
        index.Add(version, StoreFixture.DigestOf("a"), s_read);

        Assert.False(index.TryGet(version with { Device = 9 }, out _));
        Assert.False(index.TryGet(version with { Inode = 9 }, out _));
        Assert.False(index.TryGet(version with { Size = 9 }, out _));
        Assert.False(index.TryGet(version with { MtimeNs = 9 }, out _));
        Assert.False(index.TryGet(version with { CtimeNs = 9 }, out _));
        Assert.True(index.TryGet(version, out _));
    }

    [Fact]
    public void Add_FileChangedWhileOrJustBeforeItWasRead_IsNotRemembered()
    {
        var index = FileDigestIndex.Open(_fixture.Store, "/context");

        index.Add(Version(1, s_read), StoreFixture.DigestOf("a"), s_read);
        index.Add(Version(2, s_read.AddMilliseconds(-49)), StoreFixture.DigestOf("a"), s_read);
        index.Add(Version(3, s_read.AddSeconds(5)), StoreFixture.DigestOf("a"), s_read);

        Assert.False(index.TryGet(Version(1, s_read), out _));
        Assert.False(index.TryGet(Version(2, s_read.AddMilliseconds(-49)), out _));
        Assert.False(index.TryGet(Version(3, s_read.AddSeconds(5)), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("drydock-files-1\ncut")]
    [InlineData("something else altogether")]
    public void Open_FileIsNoIndex_IsEmpty(string content)
    {
        var index = FileDigestIndex.Open(_fixture.Store, "/context");
        index.Add(Version(1, s_read.AddSeconds(-1)), StoreFixture.DigestOf("a"), s_read);
        index.Save(_fixture.Store.Temp);
        var path = Assert.Single(Directory.GetFiles(_fixture.Store.Paths.Contexts));
        File.WriteAllText(path, content);

        Assert.False(FileDigestIndex.Open(_fixture.Store, "/context").TryGet(Version(1, s_read.AddSeconds(-1)), out _));
    }

    [Fact]
    public void Save_MostEntriesNotLookedAt_DropsThem()
    {
        var index = FileDigestIndex.Open(_fixture.Store, "/context");
        for (var i = 1u; i <= 10; i++)
        {
            index.Add(Version(i, s_read.AddSeconds(-1)), StoreFixture.DigestOf("a"), s_read);
        }

        index.Save(_fixture.Store.Temp);
        var next = FileDigestIndex.Open(_fixture.Store, "/context");
        Assert.True(next.TryGet(Version(1, s_read.AddSeconds(-1)), out _));
        next.Add(Version(11, s_read.AddSeconds(-1)), StoreFixture.DigestOf("b"), s_read);
        next.Save(_fixture.Store.Temp);

        var last = FileDigestIndex.Open(_fixture.Store, "/context");
        Assert.True(last.TryGet(Version(1, s_read.AddSeconds(-1)), out _));
        Assert.True(last.TryGet(Version(11, s_read.AddSeconds(-1)), out _));
        Assert.False(last.TryGet(Version(2, s_read.AddSeconds(-1)), out _));
    }

    [Fact]
    public void TryGet_ManyEntriesInAnyOrder_AllAreKnown()
    {
        const uint count = 3000;
        var index = FileDigestIndex.Open(_fixture.Store, "/context");
        for (var i = 1u; i <= count; i++)
        {
            index.Add(Version(i, s_read.AddSeconds(-i)), StoreFixture.DigestOf($"{i}"), s_read);
        }

        index.Save(_fixture.Store.Temp);
        foreach (var step in (uint[])[1, 7, count - 1])
        {
            // 7 and one less than all share no factor with all plus one: every entry comes once, in another order.
            var again = FileDigestIndex.Open(_fixture.Store, "/context");
            for (uint i = 1, at = step; i <= count; i++, at = (at + step) % (count + 1))
            {
                Assert.True(again.TryGet(Version(at, s_read.AddSeconds(-at)), out var digest), $"{at}");
                Assert.Equal(StoreFixture.DigestOf($"{at}"), digest);
                Assert.False(again.TryGet(Version(at, s_read), out _));
            }
        }
    }

    private static FileVersion Version(ulong inode, DateTimeOffset changed) =>
        new(1, inode, 5, 1_000_000, (changed - DateTimeOffset.UnixEpoch).Ticks * 100);
}
