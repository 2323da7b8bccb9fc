using System.Runtime.InteropServices;
using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>
/// What tells one version of a file from another without reading it. A change that keeps all six
/// numbers needs a clock that was set back by hand.
/// </summary>
/// <param name="Device">The device of the file system.</param>
/// <param name="Inode">The inode.</param>
/// <param name="Size">Bytes.</param>
/// <param name="MtimeNs">Modification time, nanoseconds since 1970.</param>
/// <param name="CtimeNs">Inode change time, nanoseconds since 1970; cannot be set by programs.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct FileVersion(ulong Device, ulong Inode, long Size, long MtimeNs, long CtimeNs);

/// <summary>
/// Remembered digests of the files of one context directory: a hint that saves reading files that
/// have not changed since they were hashed.
/// </summary>
/// <remarks>
/// A file that changed in the same clock tick in which it was hashed could change again without
/// its times moving. Such an entry is "racy", as in git's index, and is not remembered.
/// </remarks>
public sealed class FileDigestIndex
{
    /// <summary>How long a file must have rested before it was hashed: several clock ticks of any kernel.</summary>
    public static readonly TimeSpan RacyWindow = TimeSpan.FromMilliseconds(50);

    private const int EntryBytes = 40 + 32;
    private static readonly byte[] s_magic = "drydock-files-1\n"u8.ToArray();

    private readonly string _path;
    private readonly FileDigestTable _known;
    private readonly Lock _lock = new();
    private bool _changed;

    private FileDigestIndex(string path, FileDigestTable known)
    {
        _path = path;
        _known = known;
    }

    /// <summary>Opens the index of a context directory, empty when there is none or it cannot be read.</summary>
    /// <param name="store">The store.</param>
    /// <param name="context">A name for the directory: its absolute path.</param>
    public static FileDigestIndex Open(Store store, string context)
    {
        var path = Path.Combine(store.Paths.Contexts, Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(context)).Hex);
        return new FileDigestIndex(path, Read(path));
    }

    /// <summary>The digest of this version of a file, when it is remembered.</summary>
    public bool TryGet(FileVersion version, out Digest digest)
    {
        lock (_lock)
        {
            var index = _known.Find(version);
            digest = index < 0 ? default : Digest.FromSha256(_known[index].Hash);
            return index >= 0;
        }
    }

    /// <summary>Remembers a digest, unless the entry would be racy.</summary>
    /// <param name="version">The file as it was before it was read.</param>
    /// <param name="digest">The digest of its bytes.</param>
    /// <param name="readBegan">When reading began.</param>
    public void Add(FileVersion version, Digest digest, DateTimeOffset readBegan)
    {
        var newest = DateTimeOffset.UnixEpoch.AddTicks(Math.Max(version.CtimeNs, version.MtimeNs) / 100);
        if (readBegan - newest < RacyWindow)
        {
            return;
        }

        lock (_lock)
        {
            digest.CopyHashTo(_known.FindOrAdd(version).Hash);
            _changed = true;
        }
    }

    /// <summary>Writes the index when it changed; entries that this build did not look at are dropped once they are the larger part.</summary>
    public void Save(TempArea temp)
    {
        lock (_lock)
        {
            if (!_changed)
            {
                return;
            }

            var onlyUsed = _known.Count > 2 * _known.UsedCount;
            temp.WriteFile(_path, durable: true, stream => Write(stream, onlyUsed));
            _changed = false;
        }
    }

    /// <summary>Whether a file is such an index, or is gone.</summary>
    internal static bool IsReadable(string path)
    {
        if (!File.Exists(path))
        {
            return true;
        }

        using var stream = OpenFile(path);
        return IsIndex(stream);
    }

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    // Leaves the stream at the first entry.
    private static bool IsIndex(FileStream stream)
    {
        Span<byte> head = stackalloc byte[s_magic.Length];
        return (stream.Length - s_magic.Length) % EntryBytes == 0
            && stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual(s_magic);
    }

    private static FileDigestTable Read(string path)
    {
        var known = new FileDigestTable();
        if (!File.Exists(path))
        {
            return known;
        }

        using var stream = OpenFile(path);
        if (!IsIndex(stream))
        {
            return known;
        }

        var buffer = new byte[Math.Min(stream.Length - stream.Position, 8 * FileDigestTable.BlockEntries * EntryBytes)];
        for (int count; (count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            known.AddStored(buffer.AsSpan(0, count / EntryBytes * EntryBytes));
        }

        return known;
    }

    private void Write(Stream stream, bool onlyUsed)
    {
        stream.Write(s_magic);
        for (var index = 0; index < _known.Count; index++)
        {
            if (_known.IsUsed(index) || !onlyUsed)
            {
                stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<FileDigestEntry>(ref _known[index])));
            }
        }
    }
}
