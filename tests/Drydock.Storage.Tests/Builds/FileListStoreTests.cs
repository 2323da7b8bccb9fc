using Drydock.Storage.Builds;

namespace Drydock.Storage.Tests.Builds;

public sealed class FileListStoreTests : IDisposable
{
    private const string Content = "sha256:1234";
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Find_OfWhatWasWritten_GivesItBack()
    {
        ListedFile[] files = [new("a file with spaces", "Regular:644", "sha256:1"), new("bytes \uDCFF", "Directory:755", "-"), new("", "Directory:755", "-")];
        _fixture.Store.FileLists.Write(Content, files);
        Assert.Equal(files, _fixture.Store.FileLists.Find(Content));
    }

    [Fact]
    public void Find_OfNothing_IsNull() => Assert.Null(_fixture.Store.FileLists.Find(Content));
}
