using Drydock.Oci;

namespace Drydock.Storage.Tests;

public sealed class DownloadStoreTests : IDisposable
{
    private const long Large = DownloadStore.MinimumBytes;

    private static readonly Digest s_digest = Digest.OfBytes("large"u8);

    private readonly StoreFixture _fixture = new();

    private DownloadStore Downloads => _fixture.Store.Downloads;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Open_AfterAnInterruption_HasWhatCame()
    {
        Write("part");
        using var part = Downloads.Open(s_digest, Large)!;
        Assert.True(part.IsResumed);
        using var reader = new StreamReader(part.Content);
        Assert.Equal("part", reader.ReadToEnd());
    }

    [Fact]
    public void Open_OfASmallBlob_GivesNone() => Assert.Null(Downloads.Open(s_digest, Large - 1));

    [Fact]
    public void Open_WhileItIsOpen_GivesNone()
    {
        using var part = Downloads.Open(s_digest, Large);
        Assert.NotNull(part);
        Assert.Null(Downloads.Open(s_digest, Large));
    }

    [Fact]
    public void Discard_Always_LeavesNothing()
    {
        Write("part");
        using (var part = Downloads.Open(s_digest, Large)!)
        {
            part.Discard();
        }

        using var next = Downloads.Open(s_digest, Large)!;
        Assert.False(next.IsResumed);
    }

    [Fact]
    public void Open_DaysLater_RemovesWhatNobodyCameBackFor()
    {
        Write("part");
        _fixture.Time.Now = DateTimeOffset.UtcNow + TimeSpan.FromDays(3);
        Downloads.Open(Digest.OfBytes("other"u8), Large)!.Dispose();
        using var part = Downloads.Open(s_digest, Large)!;
        Assert.False(part.IsResumed);
    }

    [Fact]
    public void Clear_WithOneInUse_RemovesTheOthers()
    {
        Write("part");
        using var used = Downloads.Open(Digest.OfBytes("other"u8), Large)!;
        used.Content.Write("other"u8);
        Assert.Equal(9, Downloads.SizeBytes());
        Assert.Equal(4, Downloads.Clear());
        Assert.Equal(5, Downloads.SizeBytes());
    }

    private void Write(string text)
    {
        using var part = Downloads.Open(s_digest, Large)!;
        part.Content.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }
}
