namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>An architecture whose calls a filter may be asked about.</summary>
/// <param name="Name">As the OCI runtime specification has it.</param>
/// <param name="Audit">What the kernel says of a call's architecture, AUDIT_ARCH_* of linux/audit.h.</param>
/// <param name="Column">Which number in a line of <see cref="SyscallTable"/> is its own.</param>
/// <param name="FirstNumber">What is added to the numbers in the table.</param>
/// <param name="HasLongArguments">Whether arguments have 64 bits; else their upper halves are not looked at, as libseccomp does.</param>
internal sealed record SeccompArchitecture(string Name, uint Audit, int Column, uint FirstNumber, bool HasLongArguments)
{
    /// <summary>__X32_SYSCALL_BIT: what tells x32 from x86_64, which the kernel gives the same name.</summary>
    internal const uint X32Bit = 0x40000000;

    // AUDIT_ARCH_X86_64.
    private const uint X86_64 = 0xc000003e;

    private static readonly SeccompArchitecture[] s_all =
    [
        new("SCMP_ARCH_X86_64", X86_64, 0, 0, true),
        new("SCMP_ARCH_X86", 0x40000003, 1, 0, false),
        new("SCMP_ARCH_X32", X86_64, 2, X32Bit, false),
        new("SCMP_ARCH_AARCH64", 0xc00000b7, 3, 0, true),
        new("SCMP_ARCH_ARM", 0x40000028, 4, 0, false),
    ];

    /// <summary>Whether calls of x32 have the same name.</summary>
    internal bool HasX32 => Audit == X86_64 && FirstNumber == 0;

    /// <summary>Finds an architecture.</summary>
    /// <exception cref="ArgumentException">It is none that is known here.</exception>
    internal static SeccompArchitecture Of(string name) =>
        Array.Find(s_all, architecture => architecture.Name == name) ?? throw new ArgumentException($"the architecture {name} is not known here");
}
