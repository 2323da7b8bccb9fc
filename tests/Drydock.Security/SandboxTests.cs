namespace Drydock.Security;

/// <summary>What a RUN finds when it looks around.</summary>
public sealed class SandboxTests(Yard yard) : IClassFixture<Yard>
{
    private const string DockersDefault = "00000000a80425fb";

    [Fact]
    public async Task GHSA_7236_3392_c5c6_SecurityState_IsOnInsideRun()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN grep -E '^(Cap|Seccomp:|NoNewPrivs)' /proc/self/status > /status\n");
        var status = (await site.ReadAsync("status")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(":\t")).ToDictionary(l => l[0], l => l[1]);
        Assert.Equal("2", status["Seccomp"]);
        Assert.Equal((DockersDefault, DockersDefault, DockersDefault), (status["CapEff"], status["CapPrm"], status["CapBnd"]));
    }

    [Fact]
    public async Task CVE_2022_27651_InheritableCapabilities_AreNone()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN grep -E '^Cap(Inh|Amb)' /proc/self/status | cut -f 2 > /caps\n");
        Assert.Equal("0000000000000000\n0000000000000000\n", await site.ReadAsync("caps"));
    }

    [Fact]
    public async Task CVE_2022_2990_SupplementaryGroups_AreThoseOfTheImage()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN id -G > /root-groups; mkdir -m 777 /out\nUSER guest\nRUN id -G > /out/guest-groups\n");
        var files = await site.FilesAsync();
        Assert.Equal("0\n", BuildSite.Text(files, "root-groups"));
        Assert.Equal("1000 50\n", BuildSite.Text(files, "out/guest-groups"));
    }

    [Fact]
    public async Task CVE_2021_3602_EnvironmentOfTheBuilder_IsInNoStepAndNoImage()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile("FROM busybox\nARG SOMETHING\nRUN env > /env; cat /proc/1/environ > /environ\n");
        site.Drydock.Environment["HOST_CANARY"] = canary.Word;
        canary.AssertUntouched((await site.BuildAsync("-o", "-")).Succeeded());
        Assert.DoesNotContain(canary.Word, (await site.ConfigAsync()).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EscapeSequences_OfADockerfile_DoNotReachTheTerminal()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nNOPE \u001b]0;title\a\u001b[2J\nRUN \u001b[8m");
        var failed = await site.BuildAsync();
        Assert.Contains(">>> NOPE", failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b]", failed.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", failed.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kaniko_1750_MountsInsideRun_AreTheDocumentedOnes()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN awk '{ print $5 }' /proc/self/mountinfo | sort -u > /mounts\n");
        var mounts = (await site.ReadAsync("mounts")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] expected =
        [
            "/", "/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue",
            "/sys", "/etc/hosts", "/etc/resolv.conf",
        ];
        Assert.DoesNotContain(mounts.Except(expected), m => !m.StartsWith("/proc/", StringComparison.Ordinal) && !m.StartsWith("/sys/", StringComparison.Ordinal));
        Assert.Empty(expected.Except(mounts));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(10)]
    public async Task CVE_2024_21626_WorkdirInProcSelfFd_DoesNotReachTheHost(int descriptor)
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nWORKDIR /proc/self/fd/{descriptor}\nRUN cat ../../../../../..{canary.File} ../../..{canary.File} .{canary.File}; ls -l /proc/self/fd /proc/1/fd; true\n");
        canary.AssertUntouched(await site.BuildAsync());
    }

    [Fact]
    public async Task CVE_2024_21626_OpenFiles_AreTheStandardStreams()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN ls /proc/1/fd > /fds\n");
        Assert.Equal(["0", "1", "2"], (await site.ReadAsync("fds")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(f => f is not ("3" or "10")));
    }

    [Fact]
    public async Task CVE_2025_31133_KernelSwitches_CannotBeWritten()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox
            RUN for f in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/kernel/mm/ksm/run /proc/sys/kernel/hostname; do if echo x 2>/dev/null > $f; then echo $f; fi; done > /written
            RUN mount -t tmpfs tmpfs /mnt 2>/dev/null && echo mounted > /mounted; mknod /disk b 254 0 && head -c 1 /disk > /read 2>/dev/null; rm -f /disk; true
            """);
        var files = await site.FilesAsync();
        Assert.Equal("", BuildSite.Text(files, "written"));
        Assert.DoesNotContain("mounted", files.Keys);
        Assert.Equal("", BuildSite.Text(files, "read"));
    }

    [Theory]
    [InlineData("RUN --network=host true", "network.host")]
    [InlineData("RUN --security=insecure true", "security.insecure")]
    [InlineData("RUN --device=/dev/kmsg true", "device")]
    public async Task CVE_2024_23653_Entitlement_NotAllowed_IsRefused(string instruction, string name)
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\n{instruction}\n");
        var result = (await site.BuildAsync()).Failed();
        Assert.Contains(name, result.Errors, StringComparison.Ordinal);
        Assert.Contains("Dockerfile:2", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CVE_2026_33747_SyntaxImage_IsNeverFetchedOrExecuted()
    {
        using var site = yard.NewSite().Dockerfile("# syntax=frontend.invalid/evil:latest\nFROM busybox\nRUN echo built > /built\n");
        var result = (await site.BuildAsync("-o", "-")).Succeeded();
        Assert.DoesNotContain("resolve image config for", result.Errors, StringComparison.Ordinal);
        Assert.Equal("built\n", BuildSite.Text(BuildSite.Entries(result.OutputBytes), "built"));
    }
}
