using System.Runtime.InteropServices;

namespace Drydock.Linux.Interop;

/// <summary>The bpf(2) system call, as far as a device filter of a control group needs it.</summary>
internal static unsafe partial class Libc
{
    internal const int BPF_PROG_LOAD = 5;
    internal const int BPF_PROG_ATTACH = 8;
    internal const int BPF_PROG_QUERY = 16;
    internal const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    internal const uint BPF_CGROUP_DEVICE = 6;
    internal const uint BPF_F_ALLOW_MULTI = 2;

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int Bpf(nint number, int command, BpfLoad* attributes, uint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int Bpf(nint number, int command, BpfAttach* attributes, uint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial int Bpf(nint number, int command, BpfQuery* attributes, uint size);

    /// <summary>union bpf_attr of BPF_PROG_LOAD, up to the first field that is not needed.</summary>
    internal struct BpfLoad
    {
        internal uint Type;
        internal uint InstructionCount;
        internal ulong Instructions;
        internal ulong Licence;
        internal uint LogLevel;
        internal uint LogSize;
        internal ulong LogBuffer;
        internal uint KernelVersion;
        internal uint Flags;
    }

    /// <summary>union bpf_attr of BPF_PROG_ATTACH.</summary>
    internal struct BpfAttach
    {
        internal int Target;
        internal int Program;
        internal uint Type;
        internal uint Flags;
    }

    /// <summary>union bpf_attr of BPF_PROG_QUERY.</summary>
    internal struct BpfQuery
    {
        internal int Target;
        internal uint Type;
        internal uint QueryFlags;
        internal uint AttachFlags;
        internal ulong ProgramIds;
        internal uint ProgramCount;
    }
}
