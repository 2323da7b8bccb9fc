using System.Runtime.InteropServices;

namespace Drydock.Linux.Interop;

/// <summary>struct statx of the kernel: the same on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    [FieldOffset(16)] internal uint LinkCount;
    [FieldOffset(20)] internal uint Uid;
    [FieldOffset(24)] internal uint Gid;
    [FieldOffset(28)] internal ushort Mode;
    [FieldOffset(32)] internal ulong Inode;
    [FieldOffset(40)] internal long Size;
    [FieldOffset(48)] internal long Blocks;
    [FieldOffset(96)] internal long ChangedSeconds;
    [FieldOffset(104)] internal int ChangedNanoseconds;
    [FieldOffset(112)] internal long ModifiedSeconds;
    [FieldOffset(120)] internal int ModifiedNanoseconds;
    [FieldOffset(128)] internal uint DeviceMajor;
    [FieldOffset(132)] internal uint DeviceMinor;
    [FieldOffset(136)] internal uint HolderMajor;
    [FieldOffset(140)] internal uint HolderMinor;
}

/// <summary>struct statfs on 64-bit processors.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct StatfsBuffer
{
    [FieldOffset(0)] internal long Type;
    [FieldOffset(8)] internal long BlockSize;
    [FieldOffset(16)] internal long Blocks;
    [FieldOffset(24)] internal long Free;
    [FieldOffset(32)] internal long Available;
    [FieldOffset(40)] internal long Inodes;
    [FieldOffset(48)] internal long FreeInodes;
    [FieldOffset(80)] internal long Flags;
}

/// <summary>struct timespec on 64-bit processors.</summary>
internal struct Timespec
{
    internal long Seconds;
    internal long Nanoseconds;
}

/// <summary>struct open_how of openat2(2).</summary>
internal struct OpenHow
{
    internal const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    internal const ulong RESOLVE_IN_ROOT = 0x10;

    internal ulong Flags;
    internal ulong Mode;
    internal ulong Resolve;
}

/// <summary>struct cachestat_range of cachestat(2); a length of 0 leads to the end of the file.</summary>
internal struct CachestatRange
{
    internal ulong Offset;
    internal ulong Length;
}

/// <summary>struct cachestat of cachestat(2): numbers of pages.</summary>
internal struct CachestatBuffer
{
    internal ulong Cached;
    internal ulong Dirty;
    internal ulong InWriteback;
    internal ulong Evicted;
    internal ulong RecentlyEvicted;
}
