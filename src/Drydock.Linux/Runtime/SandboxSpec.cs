using Drydock.Linux.Users;

namespace Drydock.Linux.Runtime;

/// <summary>What network a container sees.</summary>
public enum SandboxNetwork
{
    /// <summary>That of the host.</summary>
    Host,

    /// <summary>A loopback device of its own and nothing else.</summary>
    None,
}

/// <summary>
/// What a step or a container may choose of its sandbox. All else is fixed, and as docker has it;
/// docs/sandbox.md lists it.
/// </summary>
public sealed record SandboxSpec
{
    /// <summary>The root file system: an absolute path of the host, best mounted so that devices in it cannot be opened.</summary>
    public required string RootPath { get; init; }

    /// <summary>Program and arguments; not empty.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment, NAME=value.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Absolute path inside.</summary>
    /// <value>/</value>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Whom the process runs as.</summary>
    /// <value>root</value>
    public ResolvedUser User { get; init; } = ResolvedUser.Root;

    /// <summary>The host name inside.</summary>
    /// <value>buildkitsandbox, which Dockerfiles have come to know</value>
    public string Hostname { get; init; } = "buildkitsandbox";

    /// <summary>What network it sees.</summary>
    /// <value>that of the host</value>
    public SandboxNetwork Network { get; init; }

    /// <summary>Whether nearly all protection is off: every capability that this process holds, no seccomp filter, nothing masked, devices usable.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether the process gets a terminal; the runtime then needs one as its own standard streams.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether the root file system cannot be written.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Whether setuid programs and file capabilities have no effect.</summary>
    /// <value>false, as with docker</value>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The capabilities; null for <see cref="Runtime.Capabilities.Default"/>.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Files of the host shown as /etc/hosts, /etc/resolv.conf and /etc/hostname; null shows the image's own.</summary>
    public SandboxFiles? Files { get; init; }

    /// <summary>A <c>/dev</c> made for it alone, when this process is in <see cref="DeviceGuard"/>.</summary>
    /// <value>null: every mount is <c>nodev</c>, and of the devices the usual ones are shown</value>
    public DeviceFolder? Devices { get; init; }

    /// <summary>Size of /dev/shm.</summary>
    /// <value>64 MiB</value>
    public long SharedMemoryBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Further mounts, made last and in this order.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Resource limits besides those of <see cref="ResourceLimits.Default"/>; each is lowered to what this process may set.</summary>
    public IReadOnlyList<RlimitSpec> ResourceLimits { get; init; } = [];

    /// <summary>Limits by control groups; null for none. They need a host with cgroup v2 that delegates them.</summary>
    public ResourcesSpec? Resources { get; init; }

    /// <summary>Free labels for the runtime.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The config.json that says all this.</summary>
    /// <exception cref="RuntimeException">A text holds bytes that are not UTF-8, which config.json cannot carry, or a path inside is not absolute.</exception>
    public RuntimeSpec Build() => SandboxDefaults.Build(this);
}
