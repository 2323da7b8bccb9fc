using System.Collections;
using System.Runtime.CompilerServices;
using Drydock.Layers;
using Drydock.Linux;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Steps.Copying;

/// <summary>A file or directory and all below it, parents before children, in byte order.</summary>
/// <remarks>
/// There may be a million: an item is some ninety bytes in a block, and an object only while it is looked at. What most
/// items share (owner, mode, device) is kept once; links, devices and files with attributes are kept as they are.
/// </remarks>
public sealed class SourceItems : IReadOnlyList<SourceItem>
{
    private const int BlockItems = 256;

    // Beyond this many seconds a time does not fit in 64 bits of nanoseconds.
    private const long MostSeconds = 9_000_000_000;

    private readonly List<PackedItem[]> _blocks = [];
    private readonly NameBlocks _names = new();
    private readonly List<SharedFacts> _shared = [];
    private readonly Dictionary<SharedFacts, int> _sharedIndexes = [];
    private readonly Dictionary<int, SourceItem> _whole = [];
    private readonly List<(int Index, UnixPath Path)> _open = [];
    private int _topBytes;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public SourceItem this[int index] => Make(index, PathOf(index));

    /// <summary>Adds an item: the source itself, or something in a directory that was added.</summary>
    public void Add(SourceItem item)
    {
        var parent = FindParent(item);
        if (Count == _blocks.Count * BlockItems)
        {
            _blocks.Add(new PackedItem[Count == 0 ? Math.Min(BlockItems, 16) : BlockItems]);
        }
        else if (Count == _blocks[^1].Length)
        {
            // The first block begins small: mostly there is one file.
            var grown = _blocks[^1];
            Array.Resize(ref grown, BlockItems);
            _blocks[^1] = grown;
        }

        ref var packed = ref At(Count);
        packed.Parent = parent;
        packed.Name = _names.Add(parent < 0 ? item.Path.Bytes : item.Path.Name);
        packed.Shared = Share(SharedFacts.Of(item));
        (packed.Inode, packed.Size, packed.MtimeNs, packed.CtimeNs) = (item.Version.Inode, item.Version.Size, item.Version.MtimeNs, item.Version.CtimeNs);
        if (IsOdd(item))
        {
            _whole[Count] = item;
        }

        SetContent(Count, item.Content);
        Count++;
    }

    /// <summary>The index behind the last item below the directory at <paramref name="index"/>.</summary>
    public int EndOf(int index)
    {
        var end = index + 1;
        while (end < Count && At(end).Parent >= index)
        {
            end++;
        }

        return end;
    }

    /// <summary>The index of the directory that the item at <paramref name="index"/> is in; -1 for the source itself.</summary>
    public int ParentOf(int index) => At(index).Parent;

    /// <summary>The items of a range, one after the other.</summary>
    public IEnumerable<SourceItem> Range(int start, int end)
    {
        var directory = default(KnownPath);
        for (var index = start; index < end; index++)
        {
            yield return Get(index, ref directory);
        }
    }

    /// <summary>An item, for callers that look at several.</summary>
    /// <param name="index">Which.</param>
    /// <param name="directory">The directory of the item before; nothing at first.</param>
    internal SourceItem Get(int index, ref KnownPath directory)
    {
        var parent = At(index).Parent;
        if (parent < 0)
        {
            return this[index];
        }

        if (parent != directory.Index || directory.Index == 0)
        {
            directory = new KnownPath(parent, PathOf(parent));
        }

        return Make(index, directory.Path.Append(_names[At(index).Name]));
    }

    /// <summary>Takes the digests that are remembered; true when none is missing.</summary>
    internal bool Recall(FileDigestIndex? digests)
    {
        var complete = true;
        for (var index = 0; index < Count; index++)
        {
            ref var item = ref At(index);
            var facts = _shared[item.Shared];
            if (item.HasContent || facts.Type != LayerEntryType.Regular)
            {
                continue;
            }

            if (digests is not null && digests.TryGet(new FileVersion(facts.Device, item.Inode, item.Size, item.MtimeNs, item.CtimeNs), out var digest))
            {
                SetContent(index, digest);
            }
            else
            {
                complete = false;
            }
        }

        return complete;
    }

    /// <inheritdoc/>
    public IEnumerator<SourceItem> GetEnumerator() => Range(0, Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void SetContent(int index, Digest content)
    {
        ref var packed = ref At(index);
        packed.HasContent = !content.IsEmpty;
        if (packed.HasContent)
        {
            content.CopyHashTo(packed.Hash);
        }
    }

    private static bool IsOdd(SourceItem item) =>
        item.Entry is not { Type: LayerEntryType.Regular or LayerEntryType.Directory, LinkTarget.Length: 0, Xattrs.Count: 0 }
        || Math.Abs(item.Entry.MtimeSeconds) > MostSeconds;

    private ref PackedItem At(int index) => ref _blocks[index / BlockItems][index % BlockItems];

    private int FindParent(SourceItem item)
    {
        if (Count == 0)
        {
            _topBytes = item.TopBytes;
            _open.Add((0, item.Path));
            return -1;
        }

        while (!IsIn(item.Path.Bytes, _open[^1].Path.Bytes))
        {
            _open.RemoveAt(_open.Count - 1);
        }

        var parent = _open[^1].Index;
        if (item.IsDirectory)
        {
            _open.Add((Count, item.Path));
        }

        return parent;
    }

    private static bool IsIn(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory)
    {
        var parent = path[..Math.Max(path.LastIndexOf((byte)'/'), 0)];
        return parent.SequenceEqual(directory);
    }

    private int Share(SharedFacts facts)
    {
        if (!_sharedIndexes.TryGetValue(facts, out var index))
        {
            _sharedIndexes[facts] = index = _shared.Count;
            _shared.Add(facts);
        }

        return index;
    }

    private UnixPath PathOf(int index)
    {
        ref var item = ref At(index);
        return item.Parent < 0 ? UnixPath.FromBytes(_names[item.Name]) : PathOf(item.Parent).Append(_names[item.Name]);
    }

    private SourceItem Make(int index, UnixPath path)
    {
        ref var packed = ref At(index);
        var content = packed.HasContent ? Digest.FromSha256(packed.Hash) : default;
        if (_whole.TryGetValue(index, out var whole))
        {
            return whole.Of(this, index, content);
        }

        var facts = _shared[packed.Shared];
        var (seconds, nanoseconds) = Math.DivRem(packed.MtimeNs, 1_000_000_000);
        var entry = new LayerEntry
        {
            Path = path,
            Type = facts.Type,
            Mode = facts.Mode,
            Uid = facts.Uid,
            Gid = facts.Gid,
            Size = facts.Type == LayerEntryType.Regular ? packed.Size : 0,
            MtimeSeconds = nanoseconds < 0 ? seconds - 1 : seconds,
            MtimeNanoseconds = (int)(nanoseconds < 0 ? nanoseconds + 1_000_000_000 : nanoseconds),
        };
        var version = new FileVersion(facts.Device, packed.Inode, packed.Size, packed.MtimeNs, packed.CtimeNs);
        return new SourceItem(entry, _topBytes, version, facts.LinkCount).Of(this, index, content);
    }

    /// <summary>The path of an item; none is known at first.</summary>
    internal readonly record struct KnownPath(int Index, UnixPath Path);

    private struct PackedItem
    {
        public ulong Inode;
        public long Size;
        public long MtimeNs;
        public long CtimeNs;
        public Sha256Bytes Hash;
        public int Name;
        public int Parent;
        public int Shared;
        public bool HasContent;
    }

    [InlineArray(32)]
    private struct Sha256Bytes
    {
        private byte _first;
    }

    private readonly record struct SharedFacts(ulong Device, LayerEntryType Type, int Mode, uint Uid, uint Gid, uint LinkCount)
    {
        public static SharedFacts Of(SourceItem item) =>
            new(item.Version.Device, item.Entry.Type, item.Entry.Mode, item.Entry.Uid, item.Entry.Gid, item.LinkCount);
    }
}
