using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_ReplacesContentAndLeavesNothingElse(bool durable)
    {
        var path = _folder.File("record", "old");
        AtomicFile.Write(path, "new"u8, durable: durable);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_ReadersAllTheWhile_SeeOneContentOrTheOther()
    {
        var path = _folder.File("record", new string('a', 100_000));
        Parallel.Invoke(
            () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    AtomicFile.Write(path, System.Text.Encoding.ASCII.GetBytes(new string((char)('a' + i % 26), 100_000)), durable: false);
                }
            },
            () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    var text = File.ReadAllText(path);
                    Assert.Equal(100_000, text.Length);
                    Assert.Equal(text[0], text[^1]);
                }
            });
    }

    [Fact]
    public void Write_OverADirectory_FailsAndLeavesNothing()
    {
        _folder.File("record/inside");
        Assert.Throws<LinuxException>(() => AtomicFile.Write(_folder.Sub("record"), "x"u8));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_DiskFull_SaysSoAndKeepsTheOld() => MountNamespace.Run(() =>
    {
        Drydock.Linux.Mounts.Mount.Tmpfs(_folder.Path, sizeBytes: 64 * 1024);
        var path = _folder.File("record", "old");
        var failure = Assert.Throws<LinuxException>(() => AtomicFile.Write(path, new byte[1024 * 1024]));
        Assert.True(failure.IsNoSpace, failure.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    });
}
