using Drydock.Storage.Builds;

namespace Drydock.Storage.Tests.Builds;

public sealed class FileListStoreTests : IDisposable
{
    private const string Content = "sha256:1234", Other = "sha256:5678";
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Compare_TwoLists_GivesWhatOnlyOneHas()
    {
        ListedFile[] files = [new("a file with spaces", "Regular:644", "sha256:1"), new("bytes \uDCFF", "Directory:755", "-"), new("", "Directory:755", "-"), new("same", "Regular:644", "sha256:2")];
        ListedFile[] others = [files[3], files[0] with { Content = "sha256:3" }];
        _fixture.Store.FileLists.Write(Content, files);
        _fixture.Store.FileLists.Write(Other, others);

        var difference = _fixture.Store.FileLists.Compare(Content, Other);

        Assert.Equal(files[..3], difference!.Value.Before);
        Assert.Equal(others[1..], difference.Value.Now);
    }

    [Fact]
    public void Compare_ListThatIsNotThere_IsNull()
    {
        _fixture.Store.FileLists.Write(Content, []);
        Assert.Null(_fixture.Store.FileLists.Compare(Content, Other));
        Assert.Null(_fixture.Store.FileLists.Compare(Other, Content));
    }
}
