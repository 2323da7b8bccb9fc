namespace Drydock.Dockerfile.Instructions;

/// <summary>The kinds of mounts of RUN.</summary>
public enum RunMountType
{
    /// <summary>Files of the context, a stage or an image; what is written is thrown away.</summary>
    Bind,

    /// <summary>A directory that outlives the build.</summary>
    Cache,

    /// <summary>A directory in memory.</summary>
    Tmpfs,

    /// <summary>A secret, as a file, a variable, or both.</summary>
    Secret,

    /// <summary>The socket of an SSH agent.</summary>
    Ssh,
}

/// <summary>How builds that run at the same time use one cache mount.</summary>
public enum CacheSharing
{
    /// <summary>All at once.</summary>
    Shared,

    /// <summary>Each its own.</summary>
    Private,

    /// <summary>One after another.</summary>
    Locked,
}

/// <summary>A mount of RUN: <c>--mount=type=cache,target=/root/.cache</c>.</summary>
/// <param name="Text">The options as written.</param>
public sealed record RunMount(string Text)
{
    /// <summary>The kind.</summary>
    public RunMountType Type { get; init; }

    /// <summary>The stage, image or named context the files come from; null for the context. Variables are not expanded in it.</summary>
    public string? From { get; init; }

    /// <summary>The path within what is mounted; for secrets the id. Null when not given.</summary>
    public string? Source { get; init; }

    /// <summary>Where it is mounted, perhaps relative to the working directory; null when not given.</summary>
    public string? Target { get; init; }

    /// <summary>Whether it cannot be written. Without an option, binds, secrets and sockets cannot.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The largest size in bytes (tmpfs); 0 for none.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The id of the cache, secret or agent; null when not given.</summary>
    public string? Id { get; init; }

    /// <summary>How a cache is shared; null when not given, which is <see cref="CacheSharing.Shared"/>.</summary>
    public CacheSharing? Sharing { get; init; }

    /// <summary>Whether the step fails without the secret or agent.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The variable that receives a secret; null when not given, empty for one named like the id.</summary>
    public string? Env { get; init; }

    /// <summary>The mode of the directory or file; null when not given.</summary>
    public uint? Mode { get; init; }

    /// <summary>The owner; null when not given.</summary>
    public uint? UserId { get; init; }

    /// <summary>The group; null when not given.</summary>
    public uint? GroupId { get; init; }
}
