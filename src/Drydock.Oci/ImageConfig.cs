using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>The image configuration document; its digest is the image ID.</summary>
/// <remarks>
/// OCI image-spec, config.md. Top-level keys are written in alphabetical order, as docker and
/// BuildKit write them.
/// </remarks>
public sealed record ImageConfig
{
    /// <summary>The processor the binaries in the image are for.</summary>
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    /// <summary>Who made the image (MAINTAINER).</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    /// <summary>What a container started from the image is given; null is read as empty.</summary>
    [JsonPropertyName("config")]
    [AllowNull]
    public ContainerConfig Config { get; init => field = value ?? new(); } = new();

    /// <summary>When the image was made, RFC 3339; see <see cref="OciTime"/>.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>One entry an instruction, oldest first.</summary>
    [JsonPropertyName("history")]
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary>The operating system the binaries in the image are for.</summary>
    [JsonPropertyName("os")]
    public required string Os { get; init; }

    /// <summary>Features of the operating system that the image requires.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    /// <summary>The version of the operating system (Windows only, in practice).</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>The DiffIDs of the layers.</summary>
    [JsonPropertyName("rootfs")]
    public required RootFs RootFs { get; init; }

    /// <summary>The variant of the processor.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>The platform the four platform fields name together.</summary>
    [JsonIgnore]
    public Platform Platform => new() { Architecture = Architecture, Os = Os, OsVersion = OsVersion, OsFeatures = OsFeatures, Variant = Variant };
}

/// <summary>The <c>config</c> object of an image configuration.</summary>
/// <remarks>OCI image-spec, config.md, "config", with docker's Healthcheck, OnBuild and Shell.</remarks>
public sealed record ContainerConfig
{
    /// <summary>Who the process runs as: <c>user</c>, <c>uid</c>, <c>user:group</c>, ….</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>Ports as <c>80/tcp</c>.</summary>
    [JsonPropertyName("ExposedPorts")]
    public StringSet? ExposedPorts { get; init; }

    /// <summary>Environment as <c>NAME=value</c>, in the order of declaration.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>The start of the argument list of the process.</summary>
    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The default rest of the argument list.</summary>
    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Mount points whose content belongs to the container.</summary>
    [JsonPropertyName("Volumes")]
    public StringSet? Volumes { get; init; }

    /// <summary>The working directory, absolute.</summary>
    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    /// <summary>Labels.</summary>
    [JsonPropertyName("Labels")]
    public StringMap? Labels { get; init; }

    /// <summary>The signal that stops the container: <c>SIGTERM</c>, <c>9</c>, ….</summary>
    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>Written as true by BuildKit once CMD or ENTRYPOINT was set.</summary>
    [JsonPropertyName("ArgsEscaped")]
    public bool? ArgsEscaped { get; init; }

    /// <summary>How to find out whether the container works (docker extension).</summary>
    [JsonPropertyName("Healthcheck")]
    public HealthConfig? Healthcheck { get; init; }

    /// <summary>Instructions that a build on top of this image runs first (docker extension).</summary>
    [JsonPropertyName("OnBuild")]
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>The shell of shell-form instructions (docker extension).</summary>
    [JsonPropertyName("Shell")]
    public IReadOnlyList<string>? Shell { get; init; }
}

/// <summary>A health check; durations in nanoseconds, absent when not set.</summary>
/// <remarks>docker image-spec v1.2, "Healthcheck".</remarks>
public sealed record HealthConfig
{
    /// <summary><c>["NONE"]</c>, <c>["CMD", …]</c> or <c>["CMD-SHELL", text]</c>.</summary>
    [JsonPropertyName("Test")]
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>Nanoseconds between two checks.</summary>
    [JsonPropertyName("Interval")]
    public long? Interval { get; init; }

    /// <summary>Nanoseconds a check may take.</summary>
    [JsonPropertyName("Timeout")]
    public long? Timeout { get; init; }

    /// <summary>Nanoseconds in which failures do not count.</summary>
    [JsonPropertyName("StartPeriod")]
    public long? StartPeriod { get; init; }

    /// <summary>Nanoseconds between checks in the start period.</summary>
    [JsonPropertyName("StartInterval")]
    public long? StartInterval { get; init; }

    /// <summary>Consecutive failures until the container counts as unhealthy.</summary>
    [JsonPropertyName("Retries")]
    public int? Retries { get; init; }
}

/// <summary>The layers of an image by DiffID, lowest first.</summary>
/// <remarks>OCI image-spec, config.md, "rootfs".</remarks>
public sealed record RootFs
{
    /// <summary>Always <c>layers</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";

    /// <summary>Digests of the uncompressed layer tars, lowest first.</summary>
    [JsonPropertyName("diff_ids")]
    public required IReadOnlyList<Digest>? DiffIds { get; init; }
}

/// <summary>What one instruction did to the image.</summary>
/// <remarks>OCI image-spec, config.md, "history".</remarks>
public sealed record HistoryEntry
{
    /// <summary>When the instruction ran, RFC 3339.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>The instruction as docker prints it.</summary>
    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    /// <summary>The author at that point.</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    /// <summary>A remark; <c>buildkit.dockerfile.v0</c> for built images.</summary>
    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>True when the instruction made no layer.</summary>
    [JsonPropertyName("empty_layer")]
    public bool? EmptyLayer { get; init; }
}
