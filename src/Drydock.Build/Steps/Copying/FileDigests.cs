using System.Security.Cryptography;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Steps.Copying;

/// <summary>Digests of regular files: remembered ones where the file has not changed, else read.</summary>
/// <param name="index">What is remembered; null where nothing is (mounted layers).</param>
/// <param name="time">The clock against which racy entries are judged.</param>
public sealed class FileDigests(FileDigestIndex? index, TimeProvider time)
{
    private const int BufferBytes = 1 << 18;

    /// <summary>Fills in the digests that are remembered; true when none is missing.</summary>
    public bool Recall(SourceItems items) => items.Recall(index);

    /// <summary>Fills in the digests that are remembered; true when none is missing.</summary>
    public bool Recall(IEnumerable<SourceItem> items)
    {
        var complete = true;
        foreach (var item in items)
        {
            complete &= Recall(item);
        }

        return complete;
    }

    /// <summary>Fills in the digest when it is remembered; true when it is not missing.</summary>
    public bool Recall(SourceItem item)
    {
        if (IsMissing(item) && index is not null && index.TryGet(item.Version, out var digest))
        {
            item.Content = digest;
        }

        return !IsMissing(item);
    }

    /// <summary>Reads and hashes the files whose digests are missing, on all cores.</summary>
    public void Read(RootedDirectory root, IEnumerable<SourceItem> items, CancellationToken cancellationToken)
    {
        // Most often none is missing: then nothing is started.
        var missing = items.Where(IsMissing);
        if (!missing.Any())
        {
            return;
        }

        Parallel.ForEach(
            missing,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new byte[BufferBytes],
            (item, _, buffer) =>
            {
                Remember(item, Hash(root, item, buffer));
                return buffer;
            },
            _ => { });
    }

    /// <summary>Takes a digest that was computed while the file was copied.</summary>
    public void Remember(SourceItem item, Digest digest)
    {
        item.Content = digest;
        index?.Add(item.Version, digest, time.GetUtcNow());
    }

    /// <summary>What tells a file from another version of it.</summary>
    public static FileVersion VersionOf(in FileStatus status) =>
        new(status.Device, status.Inode, status.Size, Nanoseconds(status.ModifiedTime), Nanoseconds(status.ChangedTime));

    private static bool IsMissing(SourceItem item) => item.IsRegular && item.Content.IsEmpty;

    private static Digest Hash(RootedDirectory root, SourceItem item, byte[] buffer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = root.OpenReadHandle(item.Path, followSymlink: false);
        long offset = 0;
        for (int count; (count = FileCopy.Read(file, buffer, offset)) > 0; offset += count)
        {
            hash.AppendData(buffer, 0, count);
        }

        return Digest.FromSha256(hash.GetHashAndReset());
    }

    private static long Nanoseconds(UnixTime time) => (time.Seconds * 1_000_000_000) + time.Nanoseconds;
}
