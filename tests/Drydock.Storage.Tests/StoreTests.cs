using Drydock.Testing;

namespace Drydock.Storage.Tests;

public sealed class StoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_NothingThere_MakesAStoreOnlyItsOwnerMayRead()
    {
        var store = Store.Open(_directory["new/store"], new ManualTime());

        Assert.Equal("1", File.ReadAllText(store.Paths.Format).Trim());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(store.Paths.Root));
    }

    [Fact]
    public void Open_DirectoryWithOpenMode_TakesTheRightsOfOthers()
    {
        Directory.CreateDirectory(_directory["store"]);
        File.SetUnixFileMode(_directory["store"], (UnixFileMode)0b111_101_101);

        Store.Open(_directory["store"], new ManualTime());

        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_directory["store"]));
    }

    [Fact]
    public void Open_Twice_KeepsWhatIsThere()
    {
        var digest = Store.Open(_directory["store"], new ManualTime()).Blobs.WriteDocument("x"u8);

        Assert.True(Store.Open(_directory["store"], new ManualTime()).Blobs.Contains(digest));
    }

    [Fact]
    public void Open_NewerFormat_IsRefusedWithBothVersions()
    {
        var format = Store.Open(_directory["store"], new ManualTime()).Paths.Format;
        File.WriteAllText(format, "2\n");

        var error = Assert.Throws<StoreException>(() => Store.Open(_directory["store"], new ManualTime()));

        Assert.Contains("format 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("up to 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("--root", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("-1")]
    public void Open_FormatIsNoNumber_IsDamaged(string format)
    {
        File.WriteAllText(Store.Open(_directory["store"], new ManualTime()).Paths.Format, format);

        Assert.Contains("damaged", Assert.Throws<StoreException>(() => Store.Open(_directory["store"], new ManualTime())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PlaceThatCannotBeWritten_SaysWhatToDo()
    {
        // Root may write everywhere but into a file.
        var file = _directory.Write("file", "");

        var error = Assert.Throws<StoreException>(() => Store.Open(Path.Combine(file, "store"), new ManualTime()));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("DRYDOCK_ROOT", error.Message, StringComparison.Ordinal);
    }
}
