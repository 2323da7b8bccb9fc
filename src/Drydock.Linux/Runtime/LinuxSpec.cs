namespace Drydock.Linux.Runtime;

/// <summary>The part of config.json that is particular to Linux.</summary>
public sealed record LinuxSpec
{
    /// <summary>Namespaces that are made for the container.</summary>
    public IReadOnlyList<NamespaceSpec> Namespaces { get; init; } = [];

    /// <summary>Paths that show nothing.</summary>
    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    /// <summary>Paths that cannot be written.</summary>
    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];

    /// <summary>System calls that are allowed; null for all.</summary>
    public SeccompSpec? Seccomp { get; init; }

    /// <summary>Limits by control groups; null for none.</summary>
    public ResourcesSpec? Resources { get; init; }

    /// <summary>Path of the control group; null for what the runtime chooses.</summary>
    public string? CgroupsPath { get; init; }
}

/// <summary>A namespace.</summary>
/// <param name="Type">pid, mount, ipc, uts, cgroup, network or user.</param>
/// <param name="Path">One to join; null for a new one.</param>
public sealed record NamespaceSpec(string Type, string? Path = null);

/// <summary>A seccomp filter, seccomp(2).</summary>
/// <param name="DefaultAction">For calls that no rule names.</param>
/// <param name="DefaultErrnoRet">Error number of the default action.</param>
/// <param name="Architectures">Architectures whose calls the rules are of.</param>
/// <param name="Syscalls">The rules.</param>
public sealed record SeccompSpec(string DefaultAction, uint DefaultErrnoRet, IReadOnlyList<string> Architectures, IReadOnlyList<SyscallRule> Syscalls);

/// <summary>A rule of a seccomp filter.</summary>
/// <param name="Names">The calls.</param>
/// <param name="Action">What happens.</param>
/// <param name="ErrnoRet">The error number, when the action is to fail.</param>
/// <param name="Args">Conditions on arguments, which must all hold; null for none.</param>
public sealed record SyscallRule(IReadOnlyList<string> Names, string Action, uint? ErrnoRet = null, IReadOnlyList<SyscallArgument>? Args = null);

/// <summary>A condition on an argument of a system call.</summary>
/// <param name="Index">Which argument, from 0.</param>
/// <param name="Value">What it is compared with; the mask, for a masked comparison.</param>
/// <param name="ValueTwo">What a masked argument is compared with.</param>
/// <param name="Op">The comparison, SCMP_CMP_EQ and the like.</param>
public sealed record SyscallArgument(uint Index, ulong Value, ulong ValueTwo, string Op);

/// <summary>Limits by control groups.</summary>
public sealed record ResourcesSpec
{
    /// <summary>Devices that may be used.</summary>
    public IReadOnlyList<DeviceRule>? Devices { get; init; }

    /// <summary>Memory.</summary>
    public MemorySpec? Memory { get; init; }

    /// <summary>Processors.</summary>
    public CpuSpec? Cpu { get; init; }

    /// <summary>Processes.</summary>
    public PidsSpec? Pids { get; init; }
}

/// <summary>Whether devices may be used.</summary>
/// <param name="Allow">Whether they may.</param>
/// <param name="Access">Letters of r, w and m (mknod).</param>
public sealed record DeviceRule(bool Allow, string Access);

/// <summary>Limits of memory, in bytes.</summary>
/// <param name="Limit">Memory; null for no limit.</param>
/// <param name="Swap">Memory and swap together; null for no limit, -1 for as much as there is.</param>
public sealed record MemorySpec(long? Limit, long? Swap);

/// <summary>Limits of processor time.</summary>
/// <param name="Shares">Weight; 1024 is usual.</param>
/// <param name="Quota">Microseconds in each period.</param>
/// <param name="Period">Length of a period in microseconds.</param>
/// <param name="Cpus">Processors that may be used, as "0-2,4".</param>
/// <param name="Mems">Memory nodes that may be used.</param>
public sealed record CpuSpec(ulong? Shares, long? Quota, ulong? Period, string? Cpus, string? Mems);

/// <summary>Limit of the number of processes.</summary>
/// <param name="Limit">The most.</param>
public sealed record PidsSpec(long Limit);
