namespace Drydock.Storage.Tests;

public sealed class TempAreaTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private TempArea Temp => _fixture.Store.Temp;

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteFile_OldFile_IsReplacedWholeAndTempIsEmpty(bool durable)
    {
        var path = Path.Combine(_fixture.Root, "builds", "record");
        Temp.WriteFile(path, "a long first version"u8, durable);

        Temp.WriteFile(path, "second"u8, durable);

        Assert.Equal("second", File.ReadAllText(path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteFile_TargetCannotBeWritten_LeavesNothing(bool durable)
    {
        var directory = Path.Combine(_fixture.Root, "builds", "taken");
        Directory.CreateDirectory(Path.Combine(directory, "child"));

        Assert.ThrowsAny<Exception>(() => Temp.WriteFile(directory, "x"u8, durable));
        Assert.True(Directory.Exists(Path.Combine(directory, "child")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    [Fact]
    public void NewPath_Twice_Differs() => Assert.NotEqual(Temp.NewPath("x"), Temp.NewPath("x"));

    [Fact]
    public void Delete_TreeWithLink_DoesNotFollowIt()
    {
        var outside = Path.Combine(_fixture.Root, "builds", "kept");
        File.WriteAllText(outside, "kept");
        var directory = Temp.NewDirectory("tree");
        File.CreateSymbolicLink(Path.Combine(directory, "link"), Path.GetDirectoryName(outside)!);

        TempArea.Delete(directory);

        Assert.False(Directory.Exists(directory));
        Assert.True(File.Exists(outside));
    }
}
