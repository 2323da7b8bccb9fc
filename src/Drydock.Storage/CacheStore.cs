using Drydock.Linux.Files;
using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>Cache records by key. A record whose layer tree is gone counts as absent; the reader checks.</summary>
public sealed class CacheStore
{
    private readonly string _directory;
    private readonly TempArea _temp;
    private readonly string _leases;

    internal CacheStore(string directory, string leases, TempArea temp)
    {
        _leases = leases;
        _directory = directory;
        _temp = temp;
    }

    /// <summary>The record of a key, or null.</summary>
    public CacheRecord? Find(Digest key) => RecordJson.Read<CacheRecord>(PathOf(key));

    /// <summary>Keeps a record; of two builds that did the same step at once the later wins.</summary>
    public void Write(Digest key, CacheRecord record)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Losing it costs one execution of the step.
        _temp.WriteFile(path, RecordJson.Serialize(record), durable: false);
    }

    /// <summary>Notes that a record was of use, so that pruning by age keeps it.</summary>
    public void MarkUsed(Digest key, DateTimeOffset now) => RecordJson.MarkUsed(PathOf(key), now);

    /// <summary>Waits until no other process makes the result of this key, and keeps others from beginning to.</summary>
    public Task<FileLock> LockAsync(Digest key, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(LockPath(key), LockMode.Exclusive, cancellationToken);

    /// <summary>As <see cref="LockAsync"/>, but null when another process has it.</summary>
    public FileLock? TryLock(Digest key) => FileLock.TryAcquire(LockPath(key), LockMode.Exclusive);

    /// <summary>Removes the lock files of keys. The caller has the store to itself.</summary>
    internal void ClearLocks()
    {
        foreach (var path in Directory.EnumerateFiles(_leases, "key-*"))
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes a record.</summary>
    public void Delete(Digest key) => File.Delete(PathOf(key));

    /// <summary>All keys with their records, in no particular order.</summary>
    public IEnumerable<(Digest Key, CacheRecord Record, DateTime LastUsedUtc)> All()
    {
        foreach (var (path, record, lastUsed) in RecordJson.ReadAll<CacheRecord>(Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories)))
        {
            if (Digest.TryParse("sha256:" + Path.GetFileName(path), out var key))
            {
                yield return (key, record, lastUsed);
            }
        }
    }

    private string LockPath(Digest key) => Path.Combine(_leases, $"key-{key.Hex[..16]}");

    internal string PathOf(Digest key) => Path.Combine(_directory, key.Hex[..2], key.Hex);
}
