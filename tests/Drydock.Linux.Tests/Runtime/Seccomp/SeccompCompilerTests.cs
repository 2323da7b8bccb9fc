using System.Runtime.InteropServices;
using Drydock.Linux.Runtime;
using Drydock.Linux.Runtime.Seccomp;

namespace Drydock.Linux.Tests.Runtime.Seccomp;

/// <summary>Needs libseccomp, which crun and runc bring along, to compare with.</summary>
public sealed class SeccompCompilerTests
{
    private const uint Kill = 0, Fail = 0x00050001, NoSuchCall = 0x00050026, Allow = 0x7fff0000;
    private const uint X86_64 = 0xc000003e, I386 = 0x40000003, Arm64 = 0xc00000b7, Arm = 0x40000028, RiscV = 0xc00000f3, X32 = 0x40000000;
    private static readonly uint[] s_architectures = [X86_64, I386, Arm64, Arm, RiscV];
    private static readonly string[] s_x86 = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"];

    // Zero, small flags, AF_VSOCK and its neighbours, personalities, flags of clone, and all that in the upper half.
    private static readonly ulong[] s_words = [0, 1, 8, 39, 40, 41, 0x11, 0x20000, 0x20008, 0x02000000, 0x10000000, 0x7e020000, 0x80000000, 0xffffffff];
    private static readonly ulong[] s_arguments = [.. s_words, .. s_words.Select(word => word << 32 | 40), .. s_words.Select(word => word << 32)];

    // What Linux has got since 5.17. libseccomp 2.5.4 of Debian 12 lacks those from mseal on, 2.5.3 all.
    private static readonly string[] s_newCalls =
    [
        "set_mempolicy_home_node", "cachestat", "fchmodat2", "map_shadow_stack", "futex_wake", "futex_wait", "futex_requeue", "statmount", "listmount",
        "mseal", "uretprobe", "setxattrat", "getxattrat", "listxattrat", "removexattrat",
    ];

    // map_shadow_stack of x32: libseccomp 2.5.4 knows it for the other architectures only.
    private static readonly (uint, uint)[] s_newNumbers = [(X86_64, X32 + 453)];

    public static TheoryData<Architecture, string[]> Profiles()
    {
        var data = new TheoryData<Architecture, string[]>();
        foreach (var architecture in (Architecture[])[Architecture.X64, Architecture.Arm64])
        {
            data.Add(architecture, [.. Capabilities.Default]);
            data.Add(architecture, []);
            data.Add(architecture, [.. Capabilities.All]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Compile_Profile_DecidesAsLibseccompDoes(Architecture architecture, string[] capabilities)
    {
        using var library = new Libseccomp();
        var profile = SeccompProfile.Default(architecture, capabilities);
        var unknown = profile.Syscalls.SelectMany(rule => rule.Names).Where(name => !library.Knows(name)).ToList();
        Assert.Subset(s_newCalls.ToHashSet(), unknown.ToHashSet());
        var known = profile with { Syscalls = [.. profile.Syscalls.Select(rule => rule with { Names = [.. rule.Names.Except(unknown)] })] };
        Assert.Empty(Differences(library.Compile(known), SeccompCompiler.Compile(known), s_arguments));
    }

    [Theory]
    [InlineData("SCMP_CMP_EQ")]
    [InlineData("SCMP_CMP_NE")]
    [InlineData("SCMP_CMP_LT")]
    [InlineData("SCMP_CMP_LE")]
    [InlineData("SCMP_CMP_GT")]
    [InlineData("SCMP_CMP_GE")]
    [InlineData("SCMP_CMP_MASKED_EQ")]
    public void Compile_Comparison_DecidesAsLibseccompDoes(string comparison)
    {
        using var library = new Libseccomp();
        foreach (var value in (ulong[])[0, 40, 0xffffffff, 0x1_00000000, 0x28_00000028, 0xffffffff_00000000, ulong.MaxValue])
        {
            var filter = Filter(new SyscallRule(["read", "mmap"], "SCMP_ACT_ALLOW", Args: [new SyscallArgument(0, value, value & 0x11_00000011, comparison)]));
            ulong[] arguments = [.. s_arguments, value, value - 1, value + 1, ~value, value & 0x11_00000011];
            Assert.Empty(Differences(library.Compile(filter), SeccompCompiler.Compile(filter), arguments));
        }
    }

    [Fact]
    public void Compile_SeveralRulesOfACall_AnyMayFitAndAllItsConditionsMustHold()
    {
        var machine = Machine(Filter(
            new SyscallRule(["read"], "SCMP_ACT_ALLOW", Args: [new SyscallArgument(0, 3, 0, "SCMP_CMP_EQ"), new SyscallArgument(2, 100, 0, "SCMP_CMP_LE")]),
            new SyscallRule(["read"], "SCMP_ACT_ERRNO", 38, [new SyscallArgument(1, 7, 0, "SCMP_CMP_GT")])));
        Assert.Equal(Allow, machine.Run(X86_64, 0, [3, 9, 100, 0, 0, 0]));
        Assert.Equal(NoSuchCall, machine.Run(X86_64, 0, [3, 9, 101, 0, 0, 0]));
        Assert.Equal(NoSuchCall, machine.Run(X86_64, 0, [2, 8, 0, 0, 0, 0]));
        Assert.Equal(Fail, machine.Run(X86_64, 0, [2, 7, 0, 0, 0, 0]));
    }

    [Fact]
    public void Compile_RuleWithoutConditions_MakesTheOthersVoid()
    {
        var machine = Machine(Filter(
            new SyscallRule(["read"], "SCMP_ACT_ERRNO", 38, [new SyscallArgument(0, 0, 0, "SCMP_CMP_EQ")]),
            new SyscallRule(["read", "no_such_call"], "SCMP_ACT_ALLOW")));
        Assert.Equal(Allow, machine.Run(X86_64, 0, new ulong[6], out var sawArguments));
        Assert.False(sawArguments);
    }

    [Fact]
    public void Compile_NewCalls_AreAllowedWhetherLibseccompKnowsThemOrNot()
    {
        var machine = Machine(SeccompProfile.Default(Architecture.X64, Capabilities.Default));
        Assert.All((uint[])[335, 452, 462, 463, 466, X32 + 453], number => Assert.Equal(Allow, machine.Run(X86_64, number, new ulong[6])));
        Assert.All((uint[])[453, 462, 466], number => Assert.Equal(Allow, machine.Run(I386, number, new ulong[6])));
    }

    [Fact]
    public void Compile_X32NotAskedFor_EndsThreadsThatCallIt()
    {
        var filter = Filter(new SyscallRule(["read"], "SCMP_ACT_ALLOW")) with { Architectures = ["SCMP_ARCH_X86_64"] };
        var machine = Machine(filter);
        Assert.Equal((Allow, Fail, Kill, Kill), (machine.Run(X86_64, 0, new ulong[6]), machine.Run(X86_64, 1, new ulong[6]), machine.Run(X86_64, X32, new ulong[6]), machine.Run(I386, 3, new ulong[6])));
    }

    [Fact]
    public void Compile_Profile_IsShortAndTellsTheKernelBeforehandWhatIsAlwaysAllowed()
    {
        var profile = SeccompProfile.Default(Architecture.X64, Capabilities.Default);
        var machine = Machine(profile);
        Assert.InRange(machine.Length, 100, 400);
        Assert.Equal(SeccompCompiler.Compile(profile), SeccompCompiler.Compile(profile));
        foreach (var number in Enumerable.Range(0, 600).Select(number => (uint)number))
        {
            machine.Run(X86_64, number, new ulong[6], out var sawArguments);

            // socket, clone and personality.
            Assert.Equal((number, number is 41 or 56 or 135), (number, sawArguments));
        }
    }

    [Fact]
    public void Compile_ProgramLongerThanShortJumpsReach_DecidesAsLibseccompDoes()
    {
        using var library = new Libseccomp();
        string[] names = ["read", "open", "stat", "poll", "mmap", "brk", "ioctl", "access", "pipe", "select", "mincore", "dup", "pause", "alarm", "getpid", "fork", "kill", "fcntl", "fsync"];
        var filter = Filter([.. names.SelectMany((name, i) => Enumerable.Range(0, 10).Select(k =>
            new SyscallRule([name], "SCMP_ACT_ALLOW", Args: [new SyscallArgument(0, (ulong)(i * 1000 + k), 0, "SCMP_CMP_EQ")])))]);
        var program = SeccompCompiler.Compile(filter);
        Assert.InRange(program.Length / 8, 1000, 4096);
        ulong[] arguments = [.. Enumerable.Range(0, names.Length).SelectMany(i => (ulong[])[(ulong)(i * 1000), (ulong)(i * 1000 + 9), (ulong)(i * 1000 + 10)])];
        Assert.Empty(Differences(library.Compile(filter), program, arguments));
    }

    [Fact]
    public void Compile_WhatTheKernelDoesNotTakeOrIsNotKnown_IsRefused()
    {
        var rules = Enumerable.Range(0, 1000).Select(k => new SyscallRule(["read"], "SCMP_ACT_ALLOW", Args: [new SyscallArgument(0, (ulong)k, 0, "SCMP_CMP_EQ")]));
        Assert.Throws<ArgumentException>(() => SeccompCompiler.Compile(Filter([.. rules])));
        Assert.Throws<ArgumentException>(() => SeccompCompiler.Compile(Filter() with { Architectures = ["SCMP_ARCH_VAX"] }));
        Assert.Throws<ArgumentException>(() => SeccompCompiler.Compile(Filter(new SyscallRule(["read"], "SCMP_ACT_NONE"))));
        Assert.Throws<ArgumentException>(() => SeccompCompiler.Compile(Filter(new SyscallRule(["read"], "SCMP_ACT_ALLOW", Args: [new SyscallArgument(0, 0, 0, "SCMP_CMP_NONE")]))));
    }

    private static SeccompSpec Filter(params SyscallRule[] rules) => new("SCMP_ACT_ERRNO", 1, s_x86, rules);

    private static BpfMachine Machine(SeccompSpec filter) => new(SeccompCompiler.Compile(filter));

    // All arguments are the same: filters here ask for the first only.
    private static List<string> Differences(byte[] expected, byte[] actual, ulong[] values)
    {
        var (theirs, ours) = (new BpfMachine(expected), new BpfMachine(actual));
        var differences = new List<string>();
        Span<ulong> arguments = stackalloc ulong[6];
        foreach (var (architecture, number) in s_architectures.SelectMany(_ => Numbers(), (architecture, number) => (architecture, number)).Except(s_newNumbers))
        {
            foreach (var value in values)
            {
                arguments.Fill(value);
                var (their, our) = (theirs.Run(architecture, number, arguments, out var theySaw), ours.Run(architecture, number, arguments, out var weSaw));
                if (their != our)
                {
                    differences.Add($"call {number:x} of {architecture:x} with {value:x}: {their:x} by libseccomp, {our:x}");
                }

                // Then other arguments change nothing.
                if (!theySaw && !weSaw)
                {
                    break;
                }
            }
        }

        return differences;
    }

    private static IEnumerable<uint> Numbers()
    {
        // x32 has bit 30, arm has private calls from f0000 on, and OABI calls of arm have numbers from 900000 on.
        foreach (var first in (uint[])[0, X32, 0xf0000, 0x900000])
        {
            for (var number = first; number < first + 600; number++)
            {
                yield return number;
            }
        }

        foreach (var number in (uint[])[0x3fffffff, 0x7fffffff, 0x80000000, 0xbfffffff, 0xc0000000, 0xfffffffe, 0xffffffff])
        {
            yield return number;
        }
    }
}
