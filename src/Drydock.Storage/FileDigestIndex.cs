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
    private readonly Dictionary<FileVersion, Known> _known;
    private readonly Lock _lock = new();
    private int _used;
    private bool _changed;

    private FileDigestIndex(string path, Dictionary<FileVersion, Known> known)
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
        return new FileDigestIndex(path, File.Exists(path) ? Read(File.ReadAllBytes(path)) : []);
    }

    /// <summary>The digest of this version of a file, when it is remembered.</summary>
    public bool TryGet(FileVersion version, out Digest digest)
    {
        lock (_lock)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_known, version);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known))
            {
                digest = default;
                return false;
            }

            _used += known.IsUsed ? 0 : 1;
            known = known with { IsUsed = true };
            digest = known.Digest;
            return true;
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
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, version, out _);
            _used += known.IsUsed ? 0 : 1;
            known = new Known(digest, IsUsed: true);
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

            temp.WriteFile(_path, Write(onlyUsed: _known.Count > 2 * _used));
            _changed = false;
        }
    }

    /// <summary>Whether a file is such an index, or is gone.</summary>
    internal static bool IsReadable(string path) => !File.Exists(path) || IsIndex(File.ReadAllBytes(path));

    private static bool IsIndex(ReadOnlySpan<byte> bytes) => bytes.StartsWith(s_magic) && (bytes.Length - s_magic.Length) % EntryBytes == 0;

    private static Dictionary<FileVersion, Known> Read(ReadOnlySpan<byte> bytes)
    {
        if (!IsIndex(bytes))
        {
            return [];
        }

        bytes = bytes[s_magic.Length..];
        var known = new Dictionary<FileVersion, Known>(bytes.Length / EntryBytes);
        for (; !bytes.IsEmpty; bytes = bytes[EntryBytes..])
        {
            known[MemoryMarshal.Read<FileVersion>(bytes)] = new Known(Digest.FromSha256(bytes[40..EntryBytes]), IsUsed: false);
        }

        return known;
    }

    private byte[] Write(bool onlyUsed)
    {
        var bytes = new byte[s_magic.Length + ((onlyUsed ? _used : _known.Count) * EntryBytes)];
        s_magic.CopyTo(bytes, 0);
        var rest = bytes.AsSpan(s_magic.Length);
        foreach (var (version, known) in _known)
        {
            if (!onlyUsed || known.IsUsed)
            {
                MemoryMarshal.Write(rest, version);
                known.Digest.CopyHashTo(rest[40..]);
                rest = rest[EntryBytes..];
            }
        }

        return bytes;
    }

    private readonly record struct Known(Digest Digest, bool IsUsed);
}
