using System.Text.Json.Serialization;
using Drydock.Oci;

namespace Drydock.Storage.Containers;

/// <summary>What a mount shows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContainerMountKind>))]
public enum ContainerMountKind
{
    /// <summary>A file or directory of the host.</summary>
    Bind,

    /// <summary>A directory that the store keeps.</summary>
    Volume,

    /// <summary>Memory.</summary>
    Memory,
}

/// <summary>What network a container sees.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContainerNetwork>))]
public enum ContainerNetwork
{
    /// <summary>That of the host.</summary>
    Host,

    /// <summary>A loopback device of its own and nothing else.</summary>
    None,

    /// <summary>As <see cref="None"/>, with ports of the host that lead into it.</summary>
    Published,
}

/// <summary>Where a container is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContainerStatus>))]
public enum ContainerStatus
{
    /// <summary>It was never started, or could not be.</summary>
    Created,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>Its process has ended.</summary>
    Exited,
}

/// <summary>A container of the store.</summary>
public sealed record ContainerRecord
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique in the store.</summary>
    public required string Name { get; init; }

    /// <summary>The image as the user called it.</summary>
    public required string Image { get; init; }

    /// <summary>The image ID.</summary>
    public required Digest ImageId { get; init; }

    /// <summary>Ids of the layer trees it stands on, lowest first.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>When it was created, RFC 3339.</summary>
    public required string Created { get; init; }

    /// <summary>What it was asked to be.</summary>
    public required ContainerSettings Settings { get; init; }

    /// <summary>Where it is in its life.</summary>
    public ContainerState State { get; init; } = new();

    /// <summary>The first twelve digits of its id.</summary>
    [JsonIgnore]
    public string ShortId => Id[..12];
}

/// <summary>Where a container is in its life, as its monitor wrote it last.</summary>
public sealed record ContainerState
{
    /// <summary>The stage of its life.</summary>
    public ContainerStatus Status { get; init; }

    /// <summary>The exit code of its process, 128 + signal when a signal ended it.</summary>
    public int ExitCode { get; init; }

    /// <summary>When it was last started, RFC 3339; null when never.</summary>
    public string? Started { get; init; }

    /// <summary>When it last ended, RFC 3339; null when never.</summary>
    public string? Finished { get; init; }

    /// <summary>Why it could not be started; null when it could.</summary>
    public string? Error { get; init; }

    /// <summary>The process of its monitor that the host sees.</summary>
    public int Monitor { get; init; }

    /// <summary>Its first process, as the monitor calls it.</summary>
    public int Process { get; init; }

    /// <summary>The runtime's program.</summary>
    public string? RuntimePath { get; init; }

    /// <summary>The runtime's folder of state, in the mount namespace of the monitor.</summary>
    public string? RuntimeFolder { get; init; }

    /// <summary>Where its root is mounted, in the mount namespace of the monitor.</summary>
    public string? RootPath { get; init; }

    /// <summary>Its ports, those of the host chosen.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];
}
