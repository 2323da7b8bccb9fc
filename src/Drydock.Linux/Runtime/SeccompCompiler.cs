using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Runtime;

/// <summary>
/// Compiles a seccomp filter to the program that the kernel runs, once for many containers: crun would do so for each,
/// which takes two thirds of the time that a container costs.
/// </summary>
/// <remarks>By libseccomp, which crun itself is linked to; where it is not found, crun is left to do it.</remarks>
internal static unsafe class SeccompCompiler
{
    // seccomp.h.
    private const uint SCMP_ACT_ALLOW = 0x7fff0000;
    private const uint SCMP_ACT_ERRNO = 0x00050000;
    private const int SCMP_FLTATR_CTL_OPTIMIZE = 8;
    private const uint BinaryTree = 2;
    private static readonly string[] s_comparisons = ["", "SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"];

    /// <summary>The program; null where libseccomp is missing or does not take the filter.</summary>
    internal static byte[]? TryCompile(SeccompSpec filter)
    {
        if (!NativeLibrary.TryLoad("libseccomp.so.2", out var library))
        {
            return null;
        }

        var init = (delegate* unmanaged<uint, nint>)NativeLibrary.GetExport(library, "seccomp_init");
        var release = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "seccomp_release");
        var context = init(Action(filter.DefaultAction, filter.DefaultErrnoRet));
        if (context == 0)
        {
            return null;
        }

        try
        {
            var setAttribute = (delegate* unmanaged<nint, int, uint, int>)NativeLibrary.GetExport(library, "seccomp_attr_set");

            // A wish: versions before 2.5 do not know it, and make a list that is longer to run through.
            _ = setAttribute(context, SCMP_FLTATR_CTL_OPTIMIZE, BinaryTree);
            return AddArchitectures(library, context, filter) && AddRules(library, context, filter) ? Export(library, context) : null;
        }
        finally
        {
            release(context);
        }
    }

    private static bool AddArchitectures(nint library, nint context, SeccompSpec filter)
    {
        var resolve = (delegate* unmanaged<byte*, uint>)NativeLibrary.GetExport(library, "seccomp_arch_resolve_name");
        var add = (delegate* unmanaged<nint, uint, int>)NativeLibrary.GetExport(library, "seccomp_arch_add");
        foreach (var architecture in filter.Architectures)
        {
            // "SCMP_ARCH_X86_64" in the specification is "x86_64" there.
            fixed (byte* name = CPath.OfHost(architecture["SCMP_ARCH_".Length..].ToLowerInvariant()))
            {
                var token = resolve(name);
                if (token == 0 || add(context, token) is not (0 or -Errno.EEXIST))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool AddRules(nint library, nint context, SeccompSpec filter)
    {
        var resolve = (delegate* unmanaged<byte*, int>)NativeLibrary.GetExport(library, "seccomp_syscall_resolve_name");
        var add = (delegate* unmanaged<nint, uint, int, uint, Condition*, int>)NativeLibrary.GetExport(library, "seccomp_rule_add_array");
        var conditions = stackalloc Condition[6];
        foreach (var rule in filter.Syscalls)
        {
            var count = 0;
            foreach (var argument in rule.Args ?? [])
            {
                conditions[count++] = new Condition { Argument = argument.Index, Comparison = Array.IndexOf(s_comparisons, argument.Op), A = argument.Value, B = argument.ValueTwo };
            }

            foreach (var name in rule.Names)
            {
                fixed (byte* text = CPath.OfHost(name))
                {
                    // A call newer than the library is left out, and so denied, as runtimes do too.
                    var number = resolve(text);
                    if (number != -1 && add(context, Action(rule.Action, rule.ErrnoRet ?? 0), number, (uint)count, conditions) != 0)
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private static byte[]? Export(nint library, nint context)
    {
        var export = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "seccomp_export_bpf");
        fixed (byte* name = CPath.OfHost("seccomp"))
        {
            using var memory = new SafeFileHandle(Libc.CreateMemoryFile(name, 1), ownsHandle: true);
            if (memory.IsInvalid || export(context, (int)memory.DangerousGetHandle()) != 0)
            {
                return null;
            }

            var program = new byte[RandomAccess.GetLength(memory)];
            RandomAccess.Read(memory, program, 0);
            return program;
        }
    }

    private static uint Action(string name, uint errno) => name == "SCMP_ACT_ALLOW" ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO | errno;

    // struct scmp_arg_cmp.
    private struct Condition
    {
        internal uint Argument;
        internal int Comparison;
        internal ulong A;
        internal ulong B;
    }
}
