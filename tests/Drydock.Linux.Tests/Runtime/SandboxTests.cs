using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Linux.Runtime;
using Drydock.Linux.Tests.Support;
using Drydock.Linux.Users;

namespace Drydock.Linux.Tests.Runtime;

/// <summary>What a process sees of its sandbox, told by that process. Needs root, crun, runc and busybox-static.</summary>
public sealed class SandboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public void Privileges_AreTheDocumentedOnes(string runtime) => InSandbox(runtime, sandbox =>
    {
        var status = sandbox.Run("grep -E '^(Cap|Seccomp:|NoNewPrivs|Groups|Umask|NSpid|Uid|Gid)' /proc/self/status").Output;
        Assert.Contains("CapInh:\t0000000000000000\n", status, StringComparison.Ordinal);
        Assert.Contains("CapPrm:\t00000000a80425fb\n", status, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t00000000a80425fb\n", status, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t00000000a80425fb\n", status, StringComparison.Ordinal);
        Assert.Contains("CapAmb:\t0000000000000000\n", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t0\n", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2\n", status, StringComparison.Ordinal);
        Assert.Contains("Groups:\t0 \n", status, StringComparison.Ordinal);
        Assert.Contains("Umask:\t0022\n", status, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public void Mounts_AreExactlyTheDocumentedOnes(string runtime) => InSandbox(runtime, sandbox =>
    {
        var files = SandboxFiles.Write(_folder.Directory("files"), "buildkitsandbox");
        var output = sandbox.Run(sandbox.Spec("cat /proc/self/mountinfo") with { Files = files }).Output;
        var seen = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        var masked = new[] { "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware" };
        var readOnly = new[] { "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger" };
        var documented = DocumentedMounts();
        var below = runtime == "runc" ? "/sys/fs/cgroup/" : "\0";
        Assert.Equal(
            documented.Append("/").Concat(masked.Concat(readOnly).Where(Path.Exists)).Order(StringComparer.Ordinal),
            seen.Select(fields => fields[4]).Where(path => !path.StartsWith(below, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));

        // Nothing of the host can be changed through them, and no device be opened but the six.
        // (The cgroup v1 of runc keeps its own, empty tmpfs writable; the groups in it are not.)
        foreach (var fields in seen.Where(fields => fields[4] is not "/sys/fs/cgroup" || runtime == "crun").Where(fields => fields[4] is not ("/" or "/dev" or "/dev/pts" or "/dev/shm" or "/dev/mqueue" or "/proc")))
        {
            Assert.True(fields[5].StartsWith("ro,", StringComparison.Ordinal), string.Join(' ', fields));
        }

        foreach (var fields in seen.Where(fields => !fields[4].StartsWith("/dev/", StringComparison.Ordinal) || fields[4] is "/dev/shm" or "/dev/mqueue"))
        {
            Assert.True(fields[5].Split(',').Contains("nodev") || masked.Contains(fields[4]) || readOnly.Contains(fields[4]), string.Join(' ', fields));
        }
    });

    [Fact]
    public void Environment_IsExactlyTheGivenOne() => InSandbox("crun", sandbox =>
    {
        // A variable of the host, set for real in this process's environment too (posix_spawn would pass it on).
        Environment.SetEnvironmentVariable("DRYDOCK_CANARY", "leaked");
        var spec = sandbox.Spec("env") with { Environment = ["PATH=/bin", "EMPTY=", "QUOTED=\"a\\b\" + <c> ü\n2", "HOME=/root"] };
        var output = sandbox.Run(spec).Output;
        Environment.SetEnvironmentVariable("DRYDOCK_CANARY", null);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line is not ("PWD=/" or "SHLVL=1")).Order(StringComparer.Ordinal);
        Assert.Equal(new[] { "PATH=/bin", "EMPTY=", "QUOTED=\"a\\b\" + <c> ü", "2", "HOME=/root" }.Order(StringComparer.Ordinal), lines);
    });

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public void Process_IsFirstAndAlone(string runtime) => InSandbox(runtime, sandbox =>
    {
        var output = sandbox.Run("echo $$; wc -c; hostname; echo /proc/[0-9]*; ls /proc/self/fd").Output;
        Assert.Equal("1\n0\nbuildkitsandbox\n/proc/1\n0\n1\n2\n3\n", output);
    });

    [Fact]
    public void User_IdsGroupsAndDirectory_AreAsGiven() => InSandbox("crun", sandbox =>
    {
        Directory.CreateDirectory(sandbox.Root + "/srv");
        var spec = sandbox.Spec("id -u; id -g; grep Groups /proc/self/status; grep CapEff /proc/self/status; pwd; touch /etc/x; touch /tmp/x") with
        {
            User = new ResolvedUser(1000, 1001, [10, 29], "/home/app"),
            WorkingDirectory = "/srv",
        };
        Assert.Equal("1000\n1001\nGroups:\t10 29 1001 \nCapEff:\t0000000000000000\n/srv\ntouch: /etc/x: Permission denied\ntouch: /tmp/x: Permission denied\n", sandbox.Run(spec).Output);
    });

    [Theory]
    [InlineData("unshare -U true")]
    [InlineData("unshare -m true")]
    [InlineData("mount -t tmpfs none /tmp")]
    [InlineData("mount -o remount,rw /sys")]
    [InlineData("echo 1 >/proc/sys/kernel/panic")]
    [InlineData("echo x >/proc/sysrq-trigger")]
    [InlineData("cd /sys/fs/cgroup; f=$(ls -d cgroup.procs memory/cgroup.procs | tail -n 1); echo 1 >$f")]
    [InlineData("test $(wc -c </proc/kcore) -gt 0")]
    [InlineData("chmod 600 /dev/null")]
    [InlineData("rm /dev/null")]
    [InlineData("mknod /x c 1 5 && dd if=/x of=/tmp/stolen bs=512 count=1")]
    [InlineData("mknod /dev/x c 1 5 && dd if=/dev/x of=/tmp/stolen bs=512 count=1")]
    [InlineData("mknod /dev/shm/x c 1 5 && dd if=/dev/shm/x of=/tmp/stolen bs=512 count=1")]
    [InlineData("mknod /dev/x c 1 3 && echo x >/dev/x")]
    [InlineData("dd if=/planted of=/tmp/stolen bs=512 count=1")]
    [InlineData("echo x >/etc/hosts")]
    [InlineData("echo x >/etc/resolv.conf")]
    public void Attack_OnTheHost_Fails(string script) => InBothRuntimes(sandbox =>
    {
        // A device, here /dev/zero under another name, stands for any: the host's disk would be one.
        using (var root = RootedDirectory.Open(sandbox.Root))
        {
            root.Remove(UnixPath.FromText("planted"));
            root.CreateNode(UnixPath.FromText("planted"), FileType.CharacterDevice, 0b110_110_110, 1, 5);
        }

        var files = SandboxFiles.Write(_folder.Directory("files"), "buildkitsandbox");
        var (exit, output) = sandbox.Run(sandbox.Spec(script) with { Files = files });
        Assert.False(exit.IsSuccess, output);
        Assert.False(File.Exists(sandbox.Root + "/tmp/stolen") && new FileInfo(sandbox.Root + "/tmp/stolen").Length > 0);
    });

    [Fact]
    public void Devices_Work() => InSandbox("crun", sandbox =>
    {
        var output = sandbox.Run("echo x >/dev/null && dd if=/dev/zero bs=8 count=1 2>/dev/null | wc -c; dd if=/dev/urandom bs=9 count=1 2>/dev/null | wc -c; (echo x >/dev/full) 2>&1; ls /dev; echo ok >/dev/stderr; touch /dev/shm/x /dev/x").Output;
        Assert.Contains("8\n9\n", output, StringComparison.Ordinal);
        Assert.Contains("No space left", output, StringComparison.Ordinal);
        Assert.Contains("ok\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Permission denied", output, StringComparison.Ordinal);
        Assert.All(["null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "shm", "mqueue", "fd", "stdin", "stdout", "stderr"], name => Assert.Contains($"{name}\n", output, StringComparison.Ordinal));
    });

    [Fact]
    public void Network_None_HasLoopbackAlone() => InSandbox("crun", sandbox =>
    {
        Assert.Equal("lo\n", sandbox.Run(sandbox.Spec("ls /sys/class/net") with { Network = SandboxNetwork.None }).Output);
        Assert.Contains("127.0.0.1", sandbox.Run(sandbox.Spec("ip addr") with { Network = SandboxNetwork.None }).Output, StringComparison.Ordinal);
        var host = Directory.GetFileSystemEntries("/sys/class/net").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(host, sandbox.Run("ls /sys/class/net").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Mounts_OfTheStep_AreMadeWithoutDevices() => InSandbox("crun", sandbox =>
    {
        _folder.File("bound/file", "bound");
        var spec = sandbox.Spec("cat /mnt/ro/file; touch /mnt/ro/x; touch /mnt/rw/x; mknod /mnt/rw/null c 1 3; cat /mnt/rw/null; grep -c ' /mnt/mem tmpfs ' /proc/mounts; stat -c %a /mnt/mem") with
        {
            Mounts =
            [
                new SandboxMount("/mnt/ro", _folder.Sub("bound"), ReadOnly: true),
                new SandboxMount("/mnt/rw", _folder.Directory("writable"), ReadOnly: false),
                new SandboxMount("/mnt/mem", null, ReadOnly: false) { SizeBytes = 1 << 20, Mode = 0b111_000_000 },
            ],
        };
        Assert.Equal("boundtouch: /mnt/ro/x: Read-only file system\ncat: can't open '/mnt/rw/null': Permission denied\n1\n700\n", sandbox.Run(spec).Output);
        Assert.True(File.Exists(_folder.Sub("writable/x")));
    });

    [Fact]
    public void Insecure_HasAllThatThisProcessHolds() => InSandbox("crun", sandbox =>
    {
        var held = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("CapBnd", StringComparison.Ordinal))[7..].Trim();
        var output = sandbox.Run(sandbox.Spec("grep -E 'CapEff|Seccomp:' /proc/self/status; mount -t tmpfs none /tmp && echo mounted; echo x >/dev/null && echo null") with { Insecure = true }).Output;
        Assert.Equal($"CapEff:\t{held}\nSeccomp:\t0\nmounted\nnull\n", output);
    });

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public void ReadOnlyRoot_IsReadOnlyAndWithoutDevices(string runtime) => InSandbox(runtime, sandbox =>
    {
        var output = sandbox.Run(sandbox.Spec("touch /x; grep ' / / ' /proc/self/mountinfo; echo x >/dev/null && echo ok") with { ReadOnlyRoot = true }).Output;
        Assert.Contains("touch: /x: Read-only file system", output, StringComparison.Ordinal);
        Assert.Contains(" / / ro,nodev,", output, StringComparison.Ordinal);
        Assert.EndsWith("ok\n", output, StringComparison.Ordinal);
    });

    [Fact]
    public void ResourceLimits_AreLoweredToWhatMayBeSet() => InSandbox("crun", sandbox =>
    {
        var spec = sandbox.Spec("ulimit -n; ulimit -Hn; ulimit -c") with
        {
            ResourceLimits = [new RlimitSpec("RLIMIT_NOFILE", ulong.MaxValue, ulong.MaxValue), new RlimitSpec("RLIMIT_CORE", 0, 0)],
        };
        var hard = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        Assert.Equal($"{hard}\n{hard}\n0\n", sandbox.Run(spec).Output);
    });

    [Fact]
    public void Build_WhatTheRuntimeCannotBeGiven_IsRefused()
    {
        var spec = new SandboxSpec { RootPath = "/", Arguments = ["true"], Environment = [] };
        Assert.Throws<RuntimeException>(() => (spec with { Arguments = [] }).Build());
        Assert.Contains("not UTF-8", Assert.Throws<RuntimeException>(() => (spec with { Arguments = ["a\uDCFF"] }).Build()).Message, StringComparison.Ordinal);
        Assert.Throws<RuntimeException>(() => (spec with { Environment = ["A=\uDCFF"] }).Build());
        Assert.Throws<RuntimeException>(() => (spec with { WorkingDirectory = "relative" }).Build());
        Assert.Throws<RuntimeException>(() => (spec with { Mounts = [new SandboxMount("relative", null, true)] }).Build());
        Assert.Throws<RuntimeException>(() => (spec with { ResourceLimits = [new RlimitSpec("RLIMIT_NONE", 1, 1)] }).Build());
    }

    private static string[] DocumentedMounts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "docs/sandbox.md")))
        {
            folder = folder.Parent;
        }

        return [.. File.ReadLines(Path.Combine(folder.FullName, "docs/sandbox.md"))
            .Where(line => line.StartsWith("| `/", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])];
    }

    private void InBothRuntimes(Action<BusyboxSandbox> body)
    {
        InSandbox("crun", body);
        using var folder = new TemporaryFolder();
        PrivateMounts.Run(() => body(new BusyboxSandbox(folder, "runc").Mounted()));
    }

    private void InSandbox(string runtime, Action<BusyboxSandbox> body) =>
        PrivateMounts.Run(() => body(new BusyboxSandbox(_folder, runtime).Mounted()));
}
