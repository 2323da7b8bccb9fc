using System.Text;
using Drydock.Images.Archives;
using Drydock.Images.Tests.Support;
using Drydock.Oci;
using Drydock.Testing.Images;

namespace Drydock.Images.Tests.Archives;

public sealed class ArchiveFilesTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("a/b")]
    [InlineData("./a/b")]
    [InlineData("/a/b")]
    [InlineData("a//b")]
    [InlineData("a/x/../b")]
    public void Find_Path_FindsTheFileInEverySpelling(string path)
    {
        using var files = Read(t => t.File("a/b", "hello"));

        Assert.Equal("hello", Text(files, path));
        Assert.Equal(Digest.OfBytes("hello"u8), files.Find(path)!.Digest);
    }

    [Fact]
    public void Find_Links_LeadToTheirTargets()
    {
        using var files = Read(t => t.File("a/b", "hello").Symlink("c/link", "../a/b").Symlink("c/again", "link").HardLink("hard", "a/b"));

        Assert.Equal("hello", Text(files, "c/link"));
        Assert.Equal("hello", Text(files, "c/again"));
        Assert.Equal("hello", Text(files, "hard"));
    }

    [Fact]
    public void Find_HostileLinks_StayInsideTheArchive()
    {
        using var files = Read(t => t.Symlink("up", "../../../../etc/passwd").Symlink("absolute", "/etc/passwd").Symlink("loop", "loop").File("etc/passwd", "of the archive"));

        Assert.Equal("of the archive", Text(files, "up"));
        Assert.Equal("of the archive", Text(files, "absolute"));
        Assert.Null(files.Find("loop"));
        Assert.Null(files.Find("../etc/shadow"));
    }

    [Fact]
    public void Read_HostilePaths_WriteNothingOutside()
    {
        var canary = Path.Combine(_fixture["store"], "canary");
        using var files = Read(t => t.File("../canary", "escaped").File("../../canary", "escaped").File(canary, "escaped"));

        Assert.False(File.Exists(canary));
        Assert.Single(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    [Fact]
    public void ReadDocument_TooLarge_IsNotRead()
    {
        using var files = Read(t => t.File("index.json", new byte[OciJson.MaxDocumentBytes + 1]));

        Assert.Contains("at most", Assert.Throws<ImageException>(() => files.ReadDocument("index.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Archive_LeavesNothing()
    {
        Read(t => t.File("a", "hello")).Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    private ArchiveFiles Read(Action<LayerTar> fill)
    {
        using var tar = new LayerTar();
        fill(tar);
        return ArchiveFiles.Read(new MemoryStream(tar.ToArray()), "test.tar", _fixture.Store.Temp, CancellationToken.None);
    }

    private static string Text(ArchiveFiles files, string path) => Encoding.UTF8.GetString(files.ReadDocument(path));
}
