using Drydock.Linux;

namespace Drydock.Layers;

/// <summary>One entry of a layer: all that is known of a file except its content.</summary>
/// <remarks>
/// A whiteout is an entry too: a regular file of size 0 named <c>.wh.NAME</c>, see
/// <see cref="Whiteouts.WhiteoutName"/>. Content travels beside the entry, as a stream.
/// </remarks>
public sealed record LayerEntry
{
    /// <summary>Where the file is. The root of the layer itself is the empty path.</summary>
    public required UnixPath Path { get; init; }

    /// <summary>What the file is.</summary>
    public required LayerEntryType Type { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky: 0 to 07777 octal. No type bits.</summary>
    public int Mode { get; init; }

    /// <summary>Owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Group.</summary>
    public uint Gid { get; init; }

    /// <summary>Bytes of content; 0 for anything but a regular file.</summary>
    public long Size { get; init; }

    /// <summary>Time of the last change of content: whole seconds since 1970, UTC.</summary>
    public long MtimeSeconds { get; init; }

    /// <summary>The rest of the modification time: 0 to 999,999,999 ns.</summary>
    public int MtimeNanoseconds { get; init; }

    /// <summary>
    /// A symbolic link's target as it stands in the link, or the path inside the layer that a hard
    /// link names; empty otherwise.
    /// </summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>Major number of a device.</summary>
    public uint DevMajor { get; init; }

    /// <summary>Minor number of a device.</summary>
    public uint DevMinor { get; init; }

    /// <summary>Extended attributes.</summary>
    public XattrSet Xattrs { get; init; } = XattrSet.Empty;

    /// <summary>The path inside the layer that a hard link names.</summary>
    public UnixPath HardLinkTarget => UnixPath.FromBytes(LinkTarget.Span);
}

/// <summary>
/// Looks a path up in what lies below a layer, to give directories that the layer implies but does
/// not list the attributes they have there. Null where nothing is.
/// </summary>
/// <param name="path">A path without symbolic links, relative to the root.</param>
public delegate LayerEntry? LowerLookup(UnixPath path);
