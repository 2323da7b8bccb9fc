using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Drydock.Linux.Runtime.Seccomp;

namespace Drydock.Linux.Runtime;

/// <summary>What every sandbox has. docs/sandbox.md lists it for users, and a test compares the two.</summary>
internal static class SandboxDefaults
{
    // Shown read-only one by one: on a read-only mount a device still works, but its mode, owner and times,
    // which are those of the host's own file, cannot be changed.
    private static readonly string[] s_devices = ["null", "zero", "full", "random", "urandom", "tty"];

    private static readonly string[] s_maskedPaths =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    private static readonly string[] s_readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    internal static RuntimeSpec Build(SandboxSpec sandbox)
    {
        Check(sandbox);
        var capabilities = sandbox.Insecure ? Capabilities.Held() : sandbox.Capabilities ?? Capabilities.Default;
        return new RuntimeSpec
        {
            Root = new RootSpec(sandbox.RootPath, sandbox.ReadOnlyRoot && sandbox.Insecure),
            Hostname = sandbox.Hostname,
            Process = new ProcessSpec
            {
                Terminal = sandbox.Terminal,
                User = UserOf(sandbox),
                Args = sandbox.Arguments,
                Env = sandbox.Environment,
                Cwd = sandbox.WorkingDirectory,
                // Inheritable and ambient stay empty: CVE-2022-27651.
                Capabilities = new CapabilitiesSpec(capabilities, capabilities, capabilities, [], []),
                Rlimits = LimitsOf(sandbox),
                NoNewPrivileges = sandbox.NoNewPrivileges,
            },
            Mounts = [.. SystemMounts(sandbox).Where(mount => !IsReplaced(mount, sandbox)), .. FileMounts(sandbox.Files), .. sandbox.Mounts.Select(mount => mount.ToSpec(sandbox.Devices is null)), .. LastMounts(sandbox)],
            Linux = new LinuxSpec
            {
                Namespaces = [.. NamespacesOf(sandbox).Select(type => new NamespaceSpec(type))],
                MaskedPaths = sandbox.Insecure ? [] : s_maskedPaths,
                ReadonlyPaths = sandbox.Insecure ? [] : s_readonlyPaths,
                Seccomp = sandbox.Insecure ? null : SeccompProfile.Default(RuntimeInformation.ProcessArchitecture, capabilities),
                Resources = sandbox.Resources,
            },
            Annotations = sandbox.Annotations,
        };
    }

    // A mount of the step's own on one of these takes its place, rather than hide it.
    private static bool IsReplaced(MountSpec mount, SandboxSpec sandbox) =>
        mount.Destination is "/dev/shm" or "/dev/mqueue" && sandbox.Mounts.Any(own => own.Destination == mount.Destination);

    private static IEnumerable<MountSpec> SystemMounts(SandboxSpec sandbox)
    {
        var insecure = sandbox.Insecure;
        if (!insecure)
        {
            yield return RootAgain(sandbox, "rw");
        }

        yield return new MountSpec("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]);

        foreach (var mount in DeviceMounts(sandbox))
        {
            yield return mount;
        }

        yield return new MountSpec("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]);
        yield return new MountSpec("/dev/shm", "tmpfs", "tmpfs", ["nosuid", .. NoDevices(sandbox), "mode=1777", $"size={sandbox.SharedMemoryBytes}"]);
        yield return new MountSpec("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]);
        yield return new MountSpec("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", insecure ? "rw" : "ro"]);
        yield return new MountSpec("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", insecure ? "rw" : "ro"]);
    }

    private static IEnumerable<MountSpec> DeviceMounts(SandboxSpec sandbox)
    {
        if (sandbox.Devices is { } made)
        {
            return [new MountSpec("/dev", "bind", made.Path, ["bind", "rprivate", "nosuid"])];
        }

        var dev = new MountSpec("/dev", "tmpfs", "tmpfs", ["nosuid", .. sandbox.Insecure ? [] : NoDevices(sandbox), "strictatime", "mode=755", "size=65536k"]);
        return sandbox.Insecure ? [dev] : [dev, .. s_devices.Select(device => new MountSpec("/dev/" + device, "bind", "/dev/" + device, ["bind", "rprivate", "ro", "nosuid", "noexec"]))];
    }

    // Without a guard nothing else keeps a program with CAP_MKNOD from making and opening the host's disk.
    private static string[] NoDevices(SandboxSpec sandbox) => sandbox.Devices is null ? ["nodev"] : [];

    // Read-only comes last, when the mount points are there; the runtime's own way to do it would forget nodev again.
    private static MountSpec[] LastMounts(SandboxSpec sandbox) =>
        sandbox.ReadOnlyRoot && !sandbox.Insecure ? [RootAgain(sandbox, "ro")] : [];

    // crun binds the root anew and forgets what the mount forbade. "/" itself it does not take here, "/." it does.
    private static MountSpec RootAgain(SandboxSpec sandbox, string access) =>
        new("/.", "bind", sandbox.RootPath, ["remount", "bind", .. NoDevices(sandbox), access]);

    private static IEnumerable<MountSpec> FileMounts(SandboxFiles? files)
    {
        if (files is not null)
        {
            string[] options = ["rbind", "rprivate", files.ReadOnly ? "ro" : "rw", "nosuid", "noexec", "nodev"];
            foreach (var (destination, source) in files.Shown)
            {
                yield return new MountSpec(destination, "bind", source, options);
            }
        }
    }

    private static IEnumerable<string> NamespacesOf(SandboxSpec sandbox) =>
        sandbox.Network == SandboxNetwork.None ? ["pid", "mount", "ipc", "uts", "cgroup", "network"] : ["pid", "mount", "ipc", "uts", "cgroup"];

    // The primary group is named among the others too, or a set-group-id trick could drop it: CVE-2022-2990.
    private static UserSpec UserOf(SandboxSpec sandbox) =>
        new(sandbox.User.Uid, sandbox.User.Gid, [.. new[] { sandbox.User.Gid }.Union(sandbox.User.SupplementaryGroups)], Umask: 0b010_010);

    private static IReadOnlyList<RlimitSpec> LimitsOf(SandboxSpec sandbox) => ResourceLimits.Clamp(
        sandbox.ResourceLimits.Concat(ResourceLimits.Default).DistinctBy(limit => limit.Type));

    private static void Check(SandboxSpec sandbox)
    {
        if (sandbox.Arguments.Count == 0)
        {
            throw Invalid("there is no command to run");
        }

        foreach (var path in sandbox.Mounts.Select(mount => mount.Destination).Append(sandbox.WorkingDirectory))
        {
            if (!path.StartsWith('/'))
            {
                throw Invalid($"the path {path} inside the container is not absolute");
            }
        }

        foreach (var text in sandbox.Arguments.Concat(sandbox.Environment).Append(sandbox.WorkingDirectory))
        {
            if (text.Contains('\0', StringComparison.Ordinal) || !Utf8.IsValid(ByteText.Encode(text)))
            {
                throw Invalid($"an argument, a variable or the working directory holds bytes that are not UTF-8, which the OCI runtime cannot be given: {Shown(text)}");
            }
        }
    }

    private static string Shown(string text) => Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(text.Length > 60 ? text[..60] : text));

    private static RuntimeException Invalid(string message) => new(RuntimeFailure.InvalidSandbox, message);
}
