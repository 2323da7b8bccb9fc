using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Drydock.Storage;

/// <summary>A version of a file and its sha256, as both memory and the index file have them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct FileDigestEntry
{
    public FileVersion Version;
    public Sha256Bytes Hash;

    [InlineArray(32)]
    internal struct Sha256Bytes
    {
        private byte _first;
    }
}

/// <summary>
/// Many versions of files with their hashes. There may be a million: they lie in blocks that never move, and since a
/// build mostly asks in the order in which the last one did, they are searched by hash only once it does not.
/// </summary>
internal sealed class FileDigestTable
{
    /// <summary>Entries in a block.</summary>
    public const int BlockEntries = 256;

    private readonly List<Block> _blocks = [];
    private int[] _slots = [];
    private int _expected;

    /// <summary>Number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>Number of entries that were asked for or added.</summary>
    public int UsedCount { get; private set; }

    /// <summary>The entry at a place.</summary>
    public ref FileDigestEntry this[int index] => ref _blocks[index / BlockEntries].Entries[index % BlockEntries];

    /// <summary>Whether an entry was asked for or added.</summary>
    public bool IsUsed(int index) => _blocks[index / BlockEntries].Used[index % BlockEntries];

    /// <summary>Adds entries that are not there yet, in their stored form.</summary>
    public void AddStored(ReadOnlySpan<byte> bytes)
    {
        foreach (ref readonly var entry in MemoryMarshal.Cast<byte, FileDigestEntry>(bytes))
        {
            Append(entry.Version).Hash = entry.Hash;
        }
    }

    /// <summary>The place of an entry, which is used from now on; -1 when there is none.</summary>
    public int Find(in FileVersion version)
    {
        var index = _expected < Count && this[_expected].Version == version ? _expected : Search(version);
        if (index >= 0)
        {
            Use(index);
            _expected = index + 1;
        }

        return index;
    }

    /// <summary>The entry of a version, added when it is missing; it is used from now on.</summary>
    public ref FileDigestEntry FindOrAdd(in FileVersion version)
    {
        var index = Search(version);
        if (index < 0)
        {
            index = Count;
            Append(version);
            if (Count > _slots.Length / 4 * 3)
            {
                Rehash();
            }
            else
            {
                Occupy(index);
            }
        }

        Use(index);
        return ref this[index];
    }

    private ref FileDigestEntry Append(in FileVersion version)
    {
        if (Count == _blocks.Count * BlockEntries)
        {
            _blocks.Add(new Block());
        }

        ref var entry = ref this[Count++];
        entry.Version = version;
        return ref entry;
    }

    private void Use(int index)
    {
        ref var used = ref _blocks[index / BlockEntries].Used[index % BlockEntries];
        if (!used)
        {
            used = true;
            UsedCount++;
        }
    }

    private int Search(in FileVersion version)
    {
        if (Count == 0)
        {
            return -1;
        }

        if (_slots.Length == 0)
        {
            Rehash();
        }

        var mask = _slots.Length - 1;
        for (var slot = Slot(version); _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (this[_slots[slot] - 1].Version == version)
            {
                return _slots[slot] - 1;
            }
        }

        return -1;
    }

    // Open addressing; a slot holds the place of an entry plus one.
    private void Rehash()
    {
        var length = 1024;
        while (Count > length / 4 * 3)
        {
            length *= 2;
        }

        _slots = new int[length];
        for (var index = 0; index < Count; index++)
        {
            Occupy(index);
        }
    }

    private void Occupy(int index)
    {
        var slot = Slot(this[index].Version);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = index + 1;
    }

    private int Slot(in FileVersion version)
    {
        var mixed = (version.Inode ^ ((ulong)version.CtimeNs * 0x9E3779B97F4A7C15)) * 0xFF51AFD7ED558CCD;
        return (int)(mixed >> 32) & (_slots.Length - 1);
    }

    private sealed class Block
    {
        public FileDigestEntry[] Entries { get; } = new FileDigestEntry[BlockEntries];

        public bool[] Used { get; } = new bool[BlockEntries];
    }
}
