using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>
/// The bytes of large blobs as far as they have come, so that a download that was interrupted, even by the
/// death of its process, goes on where it stopped. Nothing here is proven: whoever reads it hashes it.
/// </summary>
public sealed class DownloadStore
{
    /// <summary>Smaller blobs, in bytes, are fetched again from the beginning.</summary>
    public const long MinimumBytes = 32 << 20;

    private static readonly TimeSpan s_keptFor = TimeSpan.FromDays(2);

    private readonly string _directory;
    private readonly TimeProvider _time;

    internal DownloadStore(string directory, TimeProvider time) => (_directory, _time) = (directory, time);

    /// <summary>Opens the part of a blob that is there, perhaps empty, for this process alone.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <returns>Null for a small blob, one that somebody else is fetching, and where no file can be written.</returns>
    public PartialDownload? Open(Digest digest, long size)
    {
        if (size < MinimumBytes)
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(_directory);
            RemoveOld(_time.GetUtcNow() - s_keptFor);
            var path = Path.Combine(_directory, digest.Hex);
            // The share mode is a lock (flock) that ends with the process.
            var content = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (content.Length > size)
            {
                content.SetLength(0);
            }

            return new PartialDownload(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Bytes of all that is there.</summary>
    public long SizeBytes() => Directory.Exists(_directory) ? new DirectoryInfo(_directory).EnumerateFiles().Sum(f => f.Length) : 0;

    /// <summary>Removes all that nobody is fetching.</summary>
    /// <returns>Bytes given back.</returns>
    public long Clear() => RemoveOld(DateTimeOffset.MaxValue);

    private long RemoveOld(DateTimeOffset before)
    {
        var bytes = 0L;
        foreach (var file in Directory.Exists(_directory) ? new DirectoryInfo(_directory).EnumerateFiles() : [])
        {
            if (file.LastWriteTimeUtc < before)
            {
                bytes += TryRemove(file.FullName);
            }
        }

        return bytes;
    }

    private static long TryRemove(string path)
    {
        try
        {
            using var content = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            File.Delete(path);
            return content.Length;
        }
        catch (IOException)
        {
            // Somebody is fetching it, or has just got it.
            return 0;
        }
    }
}

/// <summary>What has come of a blob; disposing it keeps it for the next attempt.</summary>
public sealed class PartialDownload : IDisposable
{
    private readonly string _path;
    private readonly FileStream _content;

    internal PartialDownload(string path, FileStream content) => (_path, _content, IsResumed) = (path, content, content.Length > 0);

    /// <summary>The bytes; to be read to their end, and then extended.</summary>
    public Stream Content => _content;

    /// <summary>Whether an earlier attempt had brought bytes.</summary>
    public bool IsResumed { get; }

    /// <summary>Forgets the bytes: they are where they should be, or they are not right.</summary>
    public void Discard()
    {
        // Without its name first, so that nobody opens it before it is empty.
        File.Delete(_path);
        _content.SetLength(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _content.Dispose();
}
