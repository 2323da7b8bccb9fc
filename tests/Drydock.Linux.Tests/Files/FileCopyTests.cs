using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Files;

public sealed class FileCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    public void CopyContents_IsTheSameBytes(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        File.WriteAllBytes(_folder.Sub("from"), content);
        Assert.Equal(size, Copy(_folder.Sub("from"), _folder.Sub("to")));
        Assert.Equal(content, File.ReadAllBytes(_folder.Sub("to")));
    }

    [Fact]
    public void CopyContents_FileOfProc_IsReadByHand()
    {
        Assert.True(Copy("/proc/self/status", _folder.Sub("to")) > 100);
        Assert.StartsWith("Name:", File.ReadAllText(_folder.Sub("to")), StringComparison.Ordinal);
    }

    [Fact]
    public void CopyRange_PartBeyondTheEnd_IsShorter()
    {
        _folder.File("from", "0123456789");
        using var source = File.OpenHandle(_folder.Sub("from"));
        using var target = File.OpenHandle(_folder.File("to", "abcdef"), FileMode.Open, FileAccess.ReadWrite);
        Assert.Equal(3, FileCopy.CopyRange(source, 7, target, 1, 100));
        Assert.Equal("a789ef", File.ReadAllText(_folder.Sub("to")));
    }

    [Fact]
    public void FileSystemStatus_TellsTypeAndSpace()
    {
        var status = FileSystemStatus.Of("/proc");
        Assert.Equal("0x9fa0", status.TypeName);
        var here = FileSystemStatus.Of(_folder.Path);
        Assert.InRange(here.AvailableBytes, 1, here.TotalBytes);
    }

    private static long Copy(string from, string to)
    {
        using var source = File.OpenHandle(from);
        using var target = File.OpenHandle(to, FileMode.Create, FileAccess.ReadWrite);
        return FileCopy.CopyContents(source, target);
    }
}
