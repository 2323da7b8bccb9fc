using Drydock.Linux.Files;
using Drydock.Testing;

namespace Drydock.Linux.Tests.Files;

/// <summary>Needs Linux 6.5.</summary>
public sealed class PageCacheTests
{
    [Fact]
    public void CachedBytes_FileInMemory_AreItsPages()
    {
        using var directory = new TempDirectory();
        using var file = File.OpenHandle(directory["file"], FileMode.Create, FileAccess.ReadWrite);
        Assert.Equal(0, PageCache.CachedBytes(file));

        // Dirty pages cannot have been dropped.
        RandomAccess.Write(file, new byte[(3 * Environment.SystemPageSize) + 1], 0);
        Assert.Equal(4 * Environment.SystemPageSize, PageCache.CachedBytes(file));
    }
}
