namespace Drydock.Linux.Runtime;

/// <summary>A mount that a step asks for, on top of the documented ones.</summary>
/// <param name="Destination">Absolute path inside; links on it are resolved inside the root file system.</param>
/// <param name="Source">Path of the host for a bind mount; null for memory (tmpfs).</param>
/// <param name="ReadOnly">Whether it cannot be written.</param>
/// <remarks>Device files in it cannot be opened unless <see cref="DeviceGuard"/> says which, and nobody outside sees what is mounted below it: that is not up to the step.</remarks>
public sealed record SandboxMount(string Destination, string? Source, bool ReadOnly)
{
    /// <summary>The most that a mount in memory holds; null for half of the machine's memory.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Mode of the root of a mount in memory.</summary>
    /// <value>01777 (octal), as of mount(8)</value>
    public int Mode { get; init; } = 0b1_111_111_111;

    /// <summary>Whether setuid programs in it have no effect.</summary>
    public bool NoSuid { get; init; }

    /// <summary>Whether programs in it cannot be executed.</summary>
    public bool NoExecute { get; init; }

    internal MountSpec ToSpec(bool noDevices)
    {
        var options = new List<string> { ReadOnly ? "ro" : "rw" };
        if (noDevices)
        {
            options.Add("nodev");
        }

        if (NoSuid)
        {
            options.Add("nosuid");
        }

        if (NoExecute)
        {
            options.Add("noexec");
        }

        if (Source is not null)
        {
            return new MountSpec(Destination, "bind", Source, ["rbind", "rprivate", .. options]);
        }

        options.Add("mode=" + Convert.ToString(Mode, 8));
        if (SizeBytes is { } size)
        {
            options.Add($"size={size}");
        }

        return new MountSpec(Destination, "tmpfs", "tmpfs", options);
    }
}
