using Drydock.Layers;
using Drydock.Layers.Erofs;
using Drydock.Linux;

namespace Drydock.Storage.Tests;

public sealed class LargeFileListTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Read_LayerWithLargeFiles_NamesThem()
    {
        var index = IndexOf(("a/large", ErofsIndexBuilder.LargeFileBytes), ("a/small", ErofsIndexBuilder.LargeFileBytes - 1), ("b\udcff", ErofsIndexBuilder.LargeFileBytes));

        Assert.Equal(["a/large", "b\udcff"], LargeFileList.Read(index).Select(path => path.ToString()));
    }

    [Fact]
    public void Read_LayerOfSmallFiles_FindsNoList()
    {
        var index = IndexOf(("small", 1));

        Assert.Equal(0, new FileInfo(index).Length % 512);
        Assert.Empty(LargeFileList.Read(index));
    }

    [Fact]
    public void IsWhole_DamagedList_IsNot()
    {
        var index = IndexOf(("large", ErofsIndexBuilder.LargeFileBytes));
        var diffId = Oci.Digest.FromSha256(Convert.FromHexString(Path.GetFileName(Path.GetDirectoryName(index)!)));
        Assert.True(LayerIndex.IsWhole(index, diffId));

        Checking.CheckedStore.Flip(index, (int)new FileInfo(index).Length - 18);

        Assert.False(LayerIndex.IsWhole(index, diffId));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(1000)]
    public void Read_ImpossibleLength_FindsNoList(int length)
    {
        var path = Path.Combine(_fixture.Root, "list");
        File.WriteAllBytes(path, [.. "name\0"u8, .. BitConverter.GetBytes(length), .. "drydocklarge"u8]);

        Assert.Empty(LargeFileList.Read(path));
    }

    private string IndexOf(params (string Path, int Size)[] files)
    {
        using var draft = _fixture.Store.NewLayer();
        using var writer = draft.OpenWriter();
        foreach (var (path, size) in files)
        {
            writer.Add(new LayerEntry { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular, Size = size }, new MemoryStream(new byte[size]));
        }

        return _fixture.Store.Layers.IndexOf(draft.Commit(writer.Complete()).Id);
    }
}
