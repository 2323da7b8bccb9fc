using System.Runtime.InteropServices;
using Drydock.Linux.Runtime;
using Drydock.Linux.Runtime.Seccomp;

namespace Drydock.Linux.Tests.Runtime.Seccomp;

/// <summary>Needs libseccomp, which crun brings.</summary>
public sealed class SeccompCompilerTests
{
    private const uint Kill = 0, Fail = 0x00050001, NoSuchCall = 0x00050026, Allow = 0x7fff0000;
    private const uint X86_64 = 0xc000003e, I386 = 0x40000003, Arm64 = 0xc00000b7, Arm = 0x40000028, RiscV = 0xc00000f3;
    private static readonly uint[] s_architectures = [X86_64, I386, Arm64, Arm, RiscV];

    // Zero, small flags, AF_VSOCK and its neighbours, personalities, flags of clone, and all that in the upper half.
    private static readonly ulong[] s_words = [0, 1, 8, 39, 40, 41, 0x11, 0x20000, 0x20008, 0x02000000, 0x10000000, 0x7e020000, 0x80000000, 0xffffffff];
    private static readonly ulong[] s_arguments = [.. s_words, .. s_words.Select(word => word << 32 | 40), .. s_words.Select(word => word << 32)];

    // Linux got these after libseccomp 2.5.4 was made, the last of Debian 12 and Ubuntu 22.04; a newer one may know them.
    private static readonly string[] s_newCalls = [];

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
        AssertSame(new BpfMachine(library.Compile(known)), new BpfMachine(SeccompCompiler.Compile(known)));
    }

    private static void AssertSame(BpfMachine expected, BpfMachine actual)
    {
        Span<ulong> arguments = stackalloc ulong[6];
        foreach (var architecture in s_architectures)
        {
            foreach (var number in Numbers())
            {
                foreach (var argument in s_arguments)
                {
                    arguments[0] = argument;
                    var (theirs, ours) = (expected.Run(architecture, number, arguments), actual.Run(architecture, number, arguments));
                    Assert.True(theirs == ours, $"call {number:x} of {architecture:x} with {argument:x}: {theirs:x} by libseccomp, {ours:x}");
                }
            }
        }
    }

    private static IEnumerable<uint> Numbers()
    {
        // x32 has bit 30, arm has private calls from f0000 on; OABI calls of arm have numbers from 900000 on.
        foreach (var first in (uint[])[0, 0x40000000, 0xf0000, 0x900000])
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
