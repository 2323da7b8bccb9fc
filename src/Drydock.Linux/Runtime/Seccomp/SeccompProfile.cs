using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>
/// The system calls of a container: those that docker allows. The names stand in the embedded file
/// seccomp.txt; what depends on arguments stands here.
/// </summary>
internal static class SeccompProfile
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Fail = "SCMP_ACT_ERRNO";

    // The seven CLONE_NEW* flags that make a namespace, linux/sched.h (CLONE_NEWTIME is for clone3 only).
    private const ulong NamespaceFlags = 0x7E020000;
    private const ulong AF_VSOCK = 40;

    // Personalities linux/personality.h: plain Linux, 32-bit, UNAME26, both, and the question which it is.
    private static readonly ulong[] s_personalities = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

    private static readonly Lazy<List<(string Name, string[] Calls)>> s_sections = new(() => [.. Read()]);
    private static readonly ConcurrentDictionary<(Architecture Architecture, string Capabilities), SeccompSpec> s_made = new();

    /// <summary>The filter for a processor and a set of capabilities; a call that needs one of those that are held is allowed too.</summary>
    internal static SeccompSpec Default(Architecture architecture, IReadOnlyCollection<string> capabilities) =>
        s_made.GetOrAdd((architecture, string.Join(' ', capabilities)), _ => Make(architecture, capabilities));

    private static SeccompSpec Make(Architecture architecture, IReadOnlyCollection<string> capabilities)
    {
        var isArm = architecture == Architecture.Arm64;
        var sections = new List<string> { "*", isArm ? "arm64" : "x86_64" };
        sections.AddRange(capabilities);
        var allowed = s_sections.Value.Where(section => sections.Contains(section.Name)).SelectMany(section => section.Calls).Distinct().ToList();

        var rules = new List<SyscallRule>
        {
            new(allowed, Allow),
            new(["socket"], Allow, Args: [new SyscallArgument(0, AF_VSOCK, 0, "SCMP_CMP_NE")]),
        };
        rules.AddRange(s_personalities.Select(value => new SyscallRule(["personality"], Allow, Args: [new SyscallArgument(0, value, 0, "SCMP_CMP_EQ")])));
        if (!capabilities.Contains("CAP_SYS_ADMIN"))
        {
            rules.Add(new SyscallRule(["clone"], Allow, Args: [new SyscallArgument(0, NamespaceFlags, 0, "SCMP_CMP_MASKED_EQ")]));

            // Its flags lie in memory, where a filter cannot look: C libraries fall back to clone on ENOSYS.
            rules.Add(new SyscallRule(["clone3"], Fail, Errno.ENOSYS));
        }

        string[] architectures = isArm ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"] : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"];
        return new SeccompSpec(Fail, Errno.EPERM, architectures, rules);
    }

    // "[section]" lines, names between spaces, "#" comments.
    private static IEnumerable<(string Name, string[] Calls)> Read()
    {
        using var stream = typeof(SeccompProfile).Assembly.GetManifestResourceStream("seccomp.txt")!;
        using var reader = new StreamReader(stream);
        var section = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                section = line.Trim('[', ']');
            }
            else if (!line.StartsWith('#'))
            {
                yield return (section, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }
}
