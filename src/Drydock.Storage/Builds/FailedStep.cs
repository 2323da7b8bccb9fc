namespace Drydock.Storage.Builds;

/// <summary>A RUN that failed, as it was executed: enough to open a shell where it stopped. Values of secrets are not in it.</summary>
public sealed record FailedStep
{
    /// <summary>Its name as progress showed it.</summary>
    public required string Name { get; init; }

    /// <summary>What was being built.</summary>
    public required BuildSubject Subject { get; init; }

    /// <summary>When it failed, RFC 3339.</summary>
    public required string Failed { get; init; }

    /// <summary>The exit code of its process.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Ids of the layer trees below what it wrote, lowest first.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>The process's argument list.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its environment, <c>NAME=value</c>, without what secrets put in it.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Its working directory.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>USER as written.</summary>
    public required string User { get; init; }

    /// <summary>Its network: <c>default</c>, <c>none</c> or <c>host</c>.</summary>
    public required string Network { get; init; }

    /// <summary>Whether it ran with <c>--security=insecure</c>.</summary>
    public bool Insecure { get; init; }

    /// <summary>Build arguments that change the sandbox: the host name, the namespace of cache mounts.</summary>
    public IReadOnlyDictionary<string, string> SandboxArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Extra lines of <c>/etc/hosts</c>: name, then address.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraHosts { get; init; } = [];

    /// <summary>Scripts of heredocs by name.</summary>
    public IReadOnlyDictionary<string, string> Scripts { get; init; } = new Dictionary<string, string>();

    /// <summary>Its mounts.</summary>
    public IReadOnlyList<FailedStepMount> Mounts { get; init; } = [];
}

/// <summary>One mount of a failed step.</summary>
public sealed record FailedStepMount
{
    /// <summary>The kind, as Dockerfiles write it.</summary>
    public required string Type { get; init; }

    /// <summary>Where, absolute.</summary>
    public required string Target { get; init; }

    /// <summary>The path within what is mounted.</summary>
    public string? Source { get; init; }

    /// <summary>The id of a cache, secret or agent.</summary>
    public string? Id { get; init; }

    /// <summary>The variable that receives a secret.</summary>
    public string? Env { get; init; }

    /// <summary>Whether it cannot be written.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Largest size of a mount in memory, bytes; 0 for none.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Mode of the directory or file.</summary>
    public uint? Mode { get; init; }

    /// <summary>The owner.</summary>
    public uint? UserId { get; init; }

    /// <summary>The group.</summary>
    public uint? GroupId { get; init; }

    /// <summary>The directory of a context; null for others.</summary>
    public string? Context { get; init; }

    /// <summary>Ids of the layer trees of a stage or image, lowest first; null for others.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>The identity of the snapshot that <see cref="Layers"/> make.</summary>
    public string? Identity { get; init; }
}
