using System.Runtime.InteropServices;
using Drydock.Linux.Runtime;
using Drydock.Linux.Runtime.Seccomp;

namespace Drydock.Linux.Tests.Runtime.Seccomp;

public sealed class SeccompProfileTests
{
    [Theory]
    [InlineData(Architecture.X64, "SCMP_ARCH_X86_64", "arch_prctl", "arm_fadvise64_64")]
    [InlineData(Architecture.Arm64, "SCMP_ARCH_AARCH64", "arm_fadvise64_64", "arch_prctl")]
    public void Default_Architecture_HasItsOwnCalls(Architecture architecture, string first, string own, string others)
    {
        var profile = SeccompProfile.Default(architecture, Capabilities.Default);
        Assert.Equal(("SCMP_ACT_ERRNO", 1u, first), (profile.DefaultAction, profile.DefaultErrnoRet, profile.Architectures[0]));
        Assert.Contains(own, Allowed(profile));
        Assert.DoesNotContain(others, Allowed(profile));
    }

    [Theory]
    [InlineData("mount", "CAP_SYS_ADMIN")]
    [InlineData("unshare", "CAP_SYS_ADMIN")]
    [InlineData("bpf", "CAP_BPF")]
    [InlineData("reboot", "CAP_SYS_BOOT")]
    [InlineData("init_module", "CAP_SYS_MODULE")]
    [InlineData("open_by_handle_at", "CAP_DAC_READ_SEARCH")]
    public void Default_CallOfACapability_IsAllowedOnlyWithIt(string call, string capability)
    {
        Assert.DoesNotContain(call, Allowed(SeccompProfile.Default(Architecture.X64, Capabilities.Default)));
        Assert.Contains(call, Allowed(SeccompProfile.Default(Architecture.X64, [.. Capabilities.Default, capability])));
    }

    [Theory]
    [InlineData("keyctl")]
    [InlineData("add_key")]
    [InlineData("userfaultfd")]
    [InlineData("pivot_root")]
    [InlineData("kexec_load")]
    [InlineData("io_uring_setup")]
    [InlineData("swapon")]
    [InlineData("personality")]
    [InlineData("socket")]
    [InlineData("clone")]
    public void Default_DangerousOrConditionalCall_IsNeverAllowedOutright(string call) =>
        Assert.DoesNotContain(call, Allowed(SeccompProfile.Default(Architecture.X64, Capabilities.Default)));

    [Fact]
    public void Default_NamesOfCalls_AreKnownAndOnce()
    {
        var allowed = Allowed(SeccompProfile.Default(Architecture.X64, Capabilities.Default));
        Assert.True(allowed.Count > 330, $"{allowed.Count}");
        Assert.Equal(allowed.Count, allowed.Distinct().Count());
        Assert.All(allowed, name => Assert.Matches("^[a-z0-9_]+$", name));
    }

    [Fact]
    public void Default_Capabilities_AreTheSetOfDocker()
    {
        var bits = Capabilities.Default.Aggregate(0UL, (set, name) => set | 1UL << Capabilities.All.ToList().IndexOf(name));
        Assert.Equal(0xa80425fbUL, bits);
        Assert.Equal("CAP_NET_ADMIN", Capabilities.Normalize("net_admin"));
        Assert.Equal("CAP_CHOWN", Capabilities.Normalize("CAP_chown"));
        Assert.Null(Capabilities.Normalize("CAP_NONE"));
    }

    private static List<string> Allowed(SeccompSpec profile) =>
        [.. profile.Syscalls.Where(rule => rule.Action == "SCMP_ACT_ALLOW" && rule.Args is null).SelectMany(rule => rule.Names)];
}
