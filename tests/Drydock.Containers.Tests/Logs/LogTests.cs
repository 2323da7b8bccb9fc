using System.Text;
using Drydock.Containers.Logs;
using Drydock.Storage;

namespace Drydock.Containers.Tests.Logs;

public sealed class LogTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private Store Store => _folder.Store;

    private static string Id => StoreFolder.Id;

    [Fact]
    public async Task Copy_BytesOfAnyKind_AreKeptByStream()
    {
        byte[] odd = [0, 0xff, (byte)'\n', (byte)'\r', 0x1b];
        Write((LogStream.Output, odd), (LogStream.Error, "err"u8.ToArray()), (LogStream.Output, "\n\nlast"u8.ToArray()));
        var (output, error) = await CopyAsync(new LogOptions());
        Assert.Equal([.. odd, .. "\n\nlast"u8], output);
        Assert.Equal("err"u8.ToArray(), error);
    }

    [Theory]
    [InlineData(null, "one\ntwo\nthree\n")]
    [InlineData(0, "")]
    [InlineData(1, "three\n")]
    [InlineData(2, "two\nthree\n")]
    [InlineData(99, "one\ntwo\nthree\n")]
    public async Task Copy_Tail_CountsWholeLines(int? tail, string expected)
    {
        // A line that came in two parts is one line.
        Write((LogStream.Output, "one\ntw"u8.ToArray()), (LogStream.Output, "o\nthree\n"u8.ToArray()));
        Assert.Equal(expected, Encoding.ASCII.GetString((await CopyAsync(new LogOptions { Tail = tail })).Output));
    }

    [Fact]
    public async Task Copy_Timestamps_BeginEachLineOnce()
    {
        Write((LogStream.Output, "on"u8.ToArray()), (LogStream.Output, "e\ntwo"u8.ToArray()));
        Assert.Equal(
            "2025-01-31T12:00:00Z one\n2025-01-31T12:00:00Z two",
            Encoding.ASCII.GetString((await CopyAsync(new LogOptions { Timestamps = true })).Output));
    }

    [Fact]
    public async Task Copy_Follow_EndsOnceTheContainerDoesNotRun()
    {
        var running = Store.Containers.TryLock(Id)!;
        var copy = CopyAsync(new LogOptions { Follow = true });
        await Task.Delay(100);
        Assert.False(copy.IsCompleted);
        Write((LogStream.Output, "late\n"u8.ToArray()));
        running.Dispose();
        Assert.Equal("late\n"u8.ToArray(), (await copy.WaitAsync(TimeSpan.FromSeconds(10))).Output);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params (LogStream Stream, byte[] Bytes)[] pieces)
    {
        using var writer = new LogWriter(Store.Containers.OpenLog(Id), Store.Time);
        foreach (var (stream, bytes) in pieces)
        {
            writer.Write(stream, bytes);
        }
    }

    private async Task<(byte[] Output, byte[] Error)> CopyAsync(LogOptions options)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        await new LogReader(Store, options).CopyAsync(Id, output, error, CancellationToken.None);
        return (output.ToArray(), error.ToArray());
    }
}
