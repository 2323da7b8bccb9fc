namespace Drydock.Linux.Runtime;

// The part of config.json of the OCI runtime specification 1.0.2 that is written here; names as there.

/// <summary>config.json of a bundle.</summary>
public sealed record RuntimeSpec
{
    /// <summary>Version of the specification.</summary>
    public string OciVersion { get; init; } = "1.0.2";

    /// <summary>The root file system.</summary>
    public required RootSpec Root { get; init; }

    /// <summary>The process to run.</summary>
    public required ProcessSpec Process { get; init; }

    /// <summary>Host name inside.</summary>
    public string? Hostname { get; init; }

    /// <summary>Mounts, in the order in which they are made.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>What is particular to Linux.</summary>
    public required LinuxSpec Linux { get; init; }

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>The root file system.</summary>
/// <param name="Path">An absolute path of the host.</param>
/// <param name="Readonly">Whether it cannot be written.</param>
public sealed record RootSpec(string Path, bool Readonly);

/// <summary>A mount.</summary>
/// <param name="Destination">Absolute path inside.</param>
/// <param name="Type">File system, or "bind".</param>
/// <param name="Source">Device, or path of the host.</param>
/// <param name="Options">Options as of mount(8).</param>
public sealed record MountSpec(string Destination, string Type, string Source, IReadOnlyList<string> Options);

/// <summary>The process to run.</summary>
public sealed record ProcessSpec
{
    /// <summary>Whether it gets a terminal.</summary>
    public bool Terminal { get; init; }

    /// <summary>The size of the terminal at the beginning; null for none.</summary>
    public ConsoleSizeSpec? ConsoleSize { get; init; }

    /// <summary>Whom it runs as.</summary>
    public required UserSpec User { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>Environment, NAME=value.</summary>
    public required IReadOnlyList<string> Env { get; init; }

    /// <summary>Working directory, absolute.</summary>
    public required string Cwd { get; init; }

    /// <summary>Capability sets.</summary>
    public required CapabilitiesSpec Capabilities { get; init; }

    /// <summary>Resource limits.</summary>
    public IReadOnlyList<RlimitSpec> Rlimits { get; init; } = [];

    /// <summary>Whether setuid programs and file capabilities have no effect.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Adjustment of the score by which the kernel picks what to kill when memory is short.</summary>
    public int? OomScoreAdj { get; init; }
}

/// <summary>The size of a terminal, in characters.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ConsoleSizeSpec(uint Height, uint Width);

/// <summary>Whom a process runs as.</summary>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Primary group id.</param>
/// <param name="AdditionalGids">All groups of the process besides.</param>
/// <param name="Umask">Bits that new files do not get.</param>
public sealed record UserSpec(uint Uid, uint Gid, IReadOnlyList<uint> AdditionalGids, int Umask);

/// <summary>Capability sets, capabilities(7).</summary>
/// <param name="Bounding">What can ever be had.</param>
/// <param name="Effective">What is had.</param>
/// <param name="Permitted">What may be made effective.</param>
/// <param name="Inheritable">What is kept on execve by files that say so.</param>
/// <param name="Ambient">What is kept on execve.</param>
public sealed record CapabilitiesSpec(
    IReadOnlyList<string> Bounding,
    IReadOnlyList<string> Effective,
    IReadOnlyList<string> Permitted,
    IReadOnlyList<string> Inheritable,
    IReadOnlyList<string> Ambient);

/// <summary>A resource limit, getrlimit(2).</summary>
/// <param name="Type">RLIMIT_NOFILE and the like.</param>
/// <param name="Soft">The limit in force.</param>
/// <param name="Hard">The limit up to which it may be raised.</param>
public sealed record RlimitSpec(string Type, ulong Soft, ulong Hard);
