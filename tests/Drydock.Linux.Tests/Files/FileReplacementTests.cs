using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Files;

public sealed class FileReplacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Move_NameIsFree_IsARename()
    {
        var path = _folder.File("new", "text");
        FileReplacement.Move(path, _folder.Sub("named"));
        Assert.Equal("text", File.ReadAllText(_folder.Sub("named")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Move_NameIsTaken_TheOldFileIsGone()
    {
        var path = _folder.File("new", "text");
        FileReplacement.Move(path, _folder.File("named", "old"));
        Assert.Equal("text", File.ReadAllText(_folder.Sub("named")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("missing/named")]
    [InlineData("directory")]
    public void Move_CannotBe_SaysWhyAndChangesNothing(string name)
    {
        var path = _folder.File("new", "text");
        Directory.CreateDirectory(_folder.Sub("directory"));
        var error = Assert.Throws<LinuxException>(() => FileReplacement.Move(path, _folder.Sub(name)));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Equal("text", File.ReadAllText(path));
        Assert.True(Directory.Exists(_folder.Sub("directory")));
    }

    [Fact]
    public void Move_NameAppearsAndGoesAllTheWhile_NothingIsLost()
    {
        var named = _folder.Sub("named");
        Parallel.Invoke(
            () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    FileReplacement.Move(_folder.File("new", "text"), named);
                }
            },
            () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    File.Delete(named);
                }
            });
        FileReplacement.Move(_folder.File("new", "last"), named);
        Assert.Equal("last", File.ReadAllText(named));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }
}
