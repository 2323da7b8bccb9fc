using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Files;

/// <summary>Needs Linux 6.5.</summary>
public sealed class PageCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CachedBytes_FileInMemory_AreItsPages()
    {
        using var file = File.OpenHandle(_folder.File("file"), FileMode.Open, FileAccess.ReadWrite);
        Assert.Equal(0, PageCache.CachedBytes(file));

        // Dirty pages cannot have been dropped. There may be more than the file has: the kernel can take large ones.
        RandomAccess.Write(file, new byte[(3 * Environment.SystemPageSize) + 1], 0);
        Assert.True(PageCache.CachedBytes(file) >= 4 * Environment.SystemPageSize);
    }
}
