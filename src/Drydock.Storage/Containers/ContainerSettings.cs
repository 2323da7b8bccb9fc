using Drydock.Oci;

namespace Drydock.Storage.Containers;

/// <summary>What a container was asked to be, the image's own config worked in.</summary>
public sealed record ContainerSettings
{
    /// <summary>The start of the argument list of the process.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The rest of it.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The environment, NAME=value, without what comes with user and terminal.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The working directory, absolute.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Who the process runs as, as in USER; empty for root.</summary>
    public string User { get; init; } = "";

    /// <summary>The host name inside.</summary>
    public required string Hostname { get; init; }

    /// <summary>What network it sees.</summary>
    public ContainerNetwork Network { get; init; }

    /// <summary>Ports of the host that lead into it.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>Ports that the image or the user says it listens on, as <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Mounts, in the order in which they are made.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Labels.</summary>
    public StringMap Labels { get; init; } = [];

    /// <summary>Lines of /etc/hosts: address and name.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Whether the process gets a terminal.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether its standard input is kept open.</summary>
    public bool OpenInput { get; init; }

    /// <summary>Whether the root file system cannot be written.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Whether nearly all protection is off.</summary>
    public bool Privileged { get; init; }

    /// <summary>Its capabilities in full form; null for the default ones.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Resource limits, by the names of ulimit: <c>nofile</c>, ….</summary>
    public IReadOnlyList<ContainerLimit> Limits { get; init; } = [];

    /// <summary>Size of /dev/shm in bytes.</summary>
    public long SharedMemoryBytes { get; init; } = 64 << 20;

    /// <summary>The number of the signal that <c>stop</c> sends.</summary>
    public int StopSignal { get; init; } = 15;

    /// <summary>Seconds that <c>stop</c> waits before it kills.</summary>
    public int StopSeconds { get; init; } = 10;

    /// <summary>Whether the container is removed when it ends.</summary>
    public bool AutoRemove { get; init; }
}

/// <summary>A port of the host that leads to one of a container.</summary>
/// <param name="HostAddress">The address of the host that is listened on; null for all.</param>
/// <param name="HostPort">The port of the host; 0 for any free one.</param>
/// <param name="ContainerPort">The port inside.</param>
public sealed record PublishedPort(string? HostAddress, int HostPort, int ContainerPort);

/// <summary>A mount of a container.</summary>
/// <param name="Kind">What is mounted.</param>
/// <param name="Source">A path of the host, the name of a volume, or empty for memory.</param>
/// <param name="Destination">Absolute path inside.</param>
/// <param name="ReadOnly">Whether it cannot be written.</param>
public sealed record ContainerMount(ContainerMountKind Kind, string Source, string Destination, bool ReadOnly)
{
    /// <summary>Whether the volume was made for this container alone, and may go with it.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Whether a new volume stays empty rather than get the image's files.</summary>
    public bool NoCopy { get; init; }

    /// <summary>The most that memory holds; null for half of the machine's.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Mode of a mount in memory.</summary>
    public int Mode { get; init; } = 0b1_111_111_111;

    /// <summary>Whether programs in it can be executed.</summary>
    public bool Executable { get; init; } = true;
}

/// <summary>A resource limit.</summary>
/// <param name="Name">As of ulimit: <c>nofile</c>.</param>
/// <param name="Soft">The limit in force.</param>
/// <param name="Hard">The limit up to which it may be raised.</param>
public sealed record ContainerLimit(string Name, ulong Soft, ulong Hard);
