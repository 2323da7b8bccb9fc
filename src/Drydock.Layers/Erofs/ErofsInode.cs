namespace Drydock.Layers.Erofs;

/// <summary>A file of the image in the making; several names may lead to one.</summary>
internal sealed class ErofsInode
{
    private Dictionary<byte[], ErofsInode>? _children;

    public ErofsInode(LayerEntry attributes, long dataOffset = 0)
    {
        Attributes = attributes;
        DataOffset = dataOffset;
        if (attributes.Type == LayerEntryType.Directory)
        {
            _children = new Dictionary<byte[], ErofsInode>(ByteOrder.Instance);
        }
    }

    public LayerEntry Attributes { get; set; }

    /// <summary>Where a regular file's data begins in the tar.</summary>
    public long DataOffset { get; }

    public bool IsDirectory => _children is not null;

    /// <summary>Whether this only hides what lower layers have under its name.</summary>
    public bool IsWhiteout { get; init; }

    /// <summary>Whether this directory hides what lower layers have in it.</summary>
    public bool IsOpaque { get; set; }

    /// <summary>The directory above; the root is its own.</summary>
    public ErofsInode? Parent { get; set; }

    public Dictionary<byte[], ErofsInode> Children => _children!;

    // What the layout decides.

    /// <summary>Names that lead to a file that is no directory.</summary>
    public int Links { get; set; }

    /// <summary>Offset of the inode in the image; 0 before the layout.</summary>
    public long Position { get; set; }

    public byte[] XattrBody { get; set; } = [];

    /// <summary>Directory blocks or link target; none for other types.</summary>
    public byte[] Data { get; set; } = [];

    /// <summary>Whether <see cref="Data"/> stands behind the inode and not in blocks of its own.</summary>
    public bool IsInline { get; set; }

    /// <summary>First block of <see cref="Data"/> where it has blocks of its own.</summary>
    public long DataBlock { get; set; }

    public ErofsInode? Find(ReadOnlySpan<byte> name) =>
        Children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var child) ? child : null;

    public void Set(ReadOnlySpan<byte> name, ErofsInode child)
    {
        Children.GetAlternateLookup<ReadOnlySpan<byte>>()[name] = child;
        if (child.IsDirectory)
        {
            child.Parent = this;
        }
    }
}
