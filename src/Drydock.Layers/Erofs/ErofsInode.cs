using Drydock.Linux;

namespace Drydock.Layers.Erofs;

/// <summary>A file of the image in the making; several names may lead to one.</summary>
/// <remarks>A layer may have hundreds of thousands: what only some files have is aside.</remarks>
internal sealed class ErofsInode
{
    private ErofsDetails? _details;

    public ErofsInode(LayerEntry attributes, long dataOffset = 0)
    {
        Type = attributes.Type;
        DataOffset = dataOffset;
        if (IsDirectory)
        {
            Details.Children = new ErofsChildren();
        }

        Apply(attributes);
    }

    /// <summary>A regular file that was packed.</summary>
    public ErofsInode(in PackedNumbers numbers)
    {
        (Type, DataOffset, Size) = (LayerEntryType.Regular, numbers.DataOffset, numbers.Size);
        (Mode, Uid, Gid) = (numbers.Mode, numbers.Uid, numbers.Gid);
        (MtimeSeconds, MtimeNanoseconds) = (numbers.MtimeSeconds, numbers.MtimeNanoseconds);
    }

    public LayerEntryType Type { get; }

    /// <summary>Where a regular file's data begins in the tar.</summary>
    public long DataOffset { get; }

    public long Size { get; private set; }

    public long MtimeSeconds { get; private set; }

    public int MtimeNanoseconds { get; private set; }

    public uint Uid { get; private set; }

    public uint Gid { get; private set; }

    public ushort Mode { get; private set; }

    public bool IsDirectory => Type == LayerEntryType.Directory;

    /// <summary>Whether the layer has no entry for this directory, only for files in it.</summary>
    public bool IsImplied { get; set; }

    /// <summary>Whether this only hides what lower layers have under its name.</summary>
    public bool IsWhiteout { get; init; }

    /// <summary>Whether this directory hides what lower layers have in it.</summary>
    public bool IsOpaque { get; set; }

    /// <summary>Whether this is a file that got a second name.</summary>
    public bool IsShared { get; set; }

    /// <summary>Whether the data stands behind the inode and not in blocks of its own.</summary>
    public bool IsInline { get; set; }

    /// <summary>Names that lead to a file that is no directory; 0 before the layout.</summary>
    public int Links { get; set; }

    /// <summary>Offset of the inode in the image; 0 before the layout.</summary>
    public long Position { get; set; }

    /// <summary>Whether there is anything aside.</summary>
    public bool HasDetails => _details is not null;

    /// <summary>What only some files have; made when it is asked for.</summary>
    public ErofsDetails Details => _details ??= new ErofsDetails();

    public byte[] XattrBody => _details?.XattrBody ?? [];

    /// <summary>Size of directory blocks or link target; 0 for other types.</summary>
    public int DataLength => _details?.DataLength ?? 0;

    public ReadOnlyMemory<byte> LinkTarget => _details?.LinkTarget ?? default;

    public ErofsChildren Children => _details!.Children!;

    /// <summary>Takes the attributes of an entry of the same type.</summary>
    public void Apply(LayerEntry attributes)
    {
        IsImplied = false;
        (Mode, Uid, Gid, Size) = ((ushort)attributes.Mode, attributes.Uid, attributes.Gid, attributes.Size);
        (MtimeSeconds, MtimeNanoseconds) = (attributes.MtimeSeconds, attributes.MtimeNanoseconds);
        if (_details is null && attributes is { Type: LayerEntryType.Regular or LayerEntryType.Fifo, Xattrs.Count: 0 })
        {
            return;
        }

        Details.Xattrs = attributes.Xattrs;
        Details.LinkTarget = attributes.LinkTarget;
        (Details.DevMajor, Details.DevMinor) = (attributes.DevMajor, attributes.DevMinor);
    }

    /// <summary>The attributes as an entry of a layer.</summary>
    public LayerEntry ToEntry(UnixPath path) => new()
    {
        Path = path,
        Type = Type,
        Mode = Mode,
        Uid = Uid,
        Gid = Gid,
        Size = Size,
        MtimeSeconds = MtimeSeconds,
        MtimeNanoseconds = MtimeNanoseconds,
        LinkTarget = LinkTarget,
        DevMajor = _details?.DevMajor ?? 0,
        DevMinor = _details?.DevMinor ?? 0,
        Xattrs = _details?.Xattrs ?? XattrSet.Empty,
    };

    public ErofsInode? Find(ReadOnlySpan<byte> name) => Children.Find(name);

    public void Set(ReadOnlySpan<byte> name, ErofsInode child)
    {
        Children.Set(name, child);
        if (child.IsDirectory)
        {
            child.Details.Parent = this;
        }
    }
}

/// <summary>What directories, links, devices and files with extended attributes have.</summary>
internal sealed class ErofsDetails
{
    public ErofsChildren? Children { get; set; }

    /// <summary>The directory above; the root is its own.</summary>
    public ErofsInode? Parent { get; set; }

    public ReadOnlyMemory<byte> LinkTarget { get; set; }

    public uint DevMajor { get; set; }

    public uint DevMinor { get; set; }

    public XattrSet Xattrs { get; set; } = XattrSet.Empty;

    // What the layout decides.

    public byte[] XattrBody { get; set; } = [];

    public int DataLength { get; set; }

    /// <summary>First block of the data where it has blocks of its own.</summary>
    public long DataBlock { get; set; }
}
