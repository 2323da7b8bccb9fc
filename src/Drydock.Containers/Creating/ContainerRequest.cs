using Drydock.Storage.Containers;

namespace Drydock.Containers.Creating;

/// <summary>What a user asks of a new container; what is null comes from the image, or is the default.</summary>
public sealed record ContainerRequest
{
    /// <summary>Its name; null for one that is made up.</summary>
    public string? Name { get; init; }

    /// <summary>Replaces ENTRYPOINT, and drops CMD; an empty text gives none.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Replaces CMD when not empty.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables, NAME=value; later ones win, also over the image's.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The working directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Who the process runs as.</summary>
    public string? User { get; init; }

    /// <summary>The host name; null for the short ID.</summary>
    public string? Hostname { get; init; }

    /// <summary>What network it sees.</summary>
    public ContainerNetwork Network { get; init; }

    /// <summary>Ports of the host that lead into it.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>Whether every TCP port that the image exposes gets a free port of the host.</summary>
    public bool PublishAll { get; init; }

    /// <summary>Ports it says it listens on, <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Mounts. Volumes without a name get one that is made up.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Labels; they win over the image's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

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

    /// <summary>Capabilities to add, with or without CAP_, or ALL.</summary>
    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];

    /// <summary>Capabilities to drop, with or without CAP_, or ALL.</summary>
    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];

    /// <summary>Resource limits.</summary>
    public IReadOnlyList<ContainerLimit> Limits { get; init; } = [];

    /// <summary>Size of /dev/shm in bytes.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>The signal that stops it: a name or a number.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Seconds that stop waits before it kills.</summary>
    public int? StopSeconds { get; init; }

    /// <summary>Whether the container is removed when it ends.</summary>
    public bool AutoRemove { get; init; }
}
