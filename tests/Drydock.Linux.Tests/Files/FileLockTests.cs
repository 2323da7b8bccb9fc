using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryAcquire_Exclusive_ExcludesAll()
    {
        var path = _folder.Sub("lock");
        using (FileLock.TryAcquire(path, LockMode.Exclusive))
        {
            Assert.Null(FileLock.TryAcquire(path, LockMode.Exclusive));
            Assert.Null(FileLock.TryAcquire(path, LockMode.Shared));
        }

        using var free = FileLock.TryAcquire(path, LockMode.Exclusive);
        Assert.NotNull(free);
    }

    [Fact]
    public void TryAcquire_Shared_ExcludesOnlyExclusive()
    {
        var path = _folder.Sub("lock");
        using var one = FileLock.TryAcquire(path, LockMode.Shared);
        using var two = FileLock.TryAcquire(path, LockMode.Shared);
        Assert.NotNull(two);
        Assert.Null(FileLock.TryAcquire(path, LockMode.Exclusive));
    }

    [Fact]
    public async Task Acquire_WaitsUntilFree_AndCanBeCancelled()
    {
        var path = _folder.Sub("lock");
        var held = FileLock.Acquire(path, LockMode.Exclusive);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => FileLock.Acquire(path, LockMode.Shared, soon.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FileLock.AcquireAsync(path, LockMode.Shared, soon.Token));
        var waiting = FileLock.AcquireAsync(path, LockMode.Exclusive);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
    }

    [Fact]
    public void TryAcquire_FileRemovedByItsHolder_LocksTheNewOne()
    {
        var path = _folder.Sub("lock");
        using var old = FileLock.TryAcquire(path, LockMode.Exclusive);
        File.Delete(path);
        using var current = FileLock.TryAcquire(path, LockMode.Exclusive);
        Assert.NotNull(current);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void TryAcquire_FolderThatIsNotThere_SaysSo() =>
        Assert.Contains("cannot lock /nonexistent/lock: No such file", Assert.Throws<LinuxException>(() => FileLock.TryAcquire("/nonexistent/lock", LockMode.Shared)).Message, StringComparison.Ordinal);
}
