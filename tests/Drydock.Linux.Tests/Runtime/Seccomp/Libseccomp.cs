using System.Runtime.InteropServices;
using Drydock.Linux.Runtime;

namespace Drydock.Linux.Tests.Runtime.Seccomp;

/// <summary>Compiles filters as runtimes do, by libseccomp, which crun and runc bring along.</summary>
internal sealed unsafe class Libseccomp : IDisposable
{
    // seccomp.h, and the errors that a rule there was already gives.
    private const uint Allow = 0x7fff0000, Errno = 0x00050000;
    private const int NoSuchCall = -1, Exists = -17;
    private static readonly string[] s_comparisons = ["", "SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"];
    private readonly nint _library = NativeLibrary.Load("libseccomp.so.2");

    /// <summary>Whether it knows a call.</summary>
    internal bool Knows(string call) => Resolve(call) != NoSuchCall;

    /// <summary>The program for a filter whose calls it all knows.</summary>
    internal byte[] Compile(SeccompSpec filter)
    {
        var context = ((delegate* unmanaged<uint, nint>)Export("seccomp_init"))(Action(filter.DefaultAction, filter.DefaultErrnoRet));
        try
        {
            ChooseArchitectures(context, filter);
            foreach (var rule in filter.Syscalls)
            {
                AddRule(context, rule);
            }

            var path = Path.GetTempFileName();
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.DeleteOnClose);
            Assert.Equal(0, ((delegate* unmanaged<nint, int, int>)Export("seccomp_export_bpf"))(context, (int)file.DangerousGetHandle()));
            var program = new byte[RandomAccess.GetLength(file)];
            RandomAccess.Read(file, program, 0);
            return program;
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Export("seccomp_release"))(context);
        }
    }

    public void Dispose() => NativeLibrary.Free(_library);

    // A new filter has the architecture of this machine.
    private void ChooseArchitectures(nint context, SeccompSpec filter)
    {
        var resolve = (delegate* unmanaged<byte*, uint>)Export("seccomp_arch_resolve_name");
        var add = (delegate* unmanaged<nint, uint, int>)Export("seccomp_arch_add");
        var native = ((delegate* unmanaged<uint>)Export("seccomp_arch_native"))();
        var tokens = filter.Architectures.Select(name => WithText(name["SCMP_ARCH_".Length..].ToLowerInvariant(), text => resolve((byte*)text))).ToList();
        Assert.All(tokens, token => Assert.Contains(add(context, token), (int[])[0, Exists]));
        if (!tokens.Contains(native))
        {
            Assert.Equal(0, ((delegate* unmanaged<nint, uint, int>)Export("seccomp_arch_remove"))(context, native));
        }
    }

    private void AddRule(nint context, SyscallRule rule)
    {
        var add = (delegate* unmanaged<nint, uint, int, uint, Condition*, int>)Export("seccomp_rule_add_array");
        Condition[] conditions = [.. (rule.Args ?? []).Select(a => new Condition { Argument = a.Index, Comparison = Array.IndexOf(s_comparisons, a.Op), A = a.Value, B = a.ValueTwo })];
        foreach (var name in rule.Names)
        {
            fixed (Condition* first = conditions)
            {
                Assert.Equal((name, 0), (name, add(context, Action(rule.Action, rule.ErrnoRet ?? 0), Resolve(name), (uint)conditions.Length, first)));
            }
        }
    }

    private int Resolve(string call)
    {
        var resolve = (delegate* unmanaged<byte*, int>)Export("seccomp_syscall_resolve_name");
        return WithText(call, text => resolve((byte*)text));
    }

    private static T WithText<T>(string text, Func<nint, T> use)
    {
        var copy = Marshal.StringToCoTaskMemUTF8(text);
        try
        {
            return use(copy);
        }
        finally
        {
            Marshal.FreeCoTaskMem(copy);
        }
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private static uint Action(string name, uint errno) => name == "SCMP_ACT_ALLOW" ? Allow : Errno | errno;

    // struct scmp_arg_cmp.
    private struct Condition
    {
        internal uint Argument;
        internal int Comparison;
        internal ulong A;
        internal ulong B;
    }
}
