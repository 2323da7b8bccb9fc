using Drydock.Layers;

namespace Drydock.Build.Steps.Copying;

/// <summary>Where the bytes of a new file come from.</summary>
public abstract record FileContent;

/// <summary>A file of a source tree.</summary>
public sealed record SourceFile(SourceTree Tree, SourceItem Item) : FileContent;

/// <summary>Bytes in memory: a heredoc.</summary>
public sealed record InlineBytes(byte[] Bytes) : FileContent;

/// <summary>Part of a host file that is open: an entry of an archive that is being added.</summary>
public sealed record FileSlice(Microsoft.Win32.SafeHandles.SafeFileHandle Handle, long Offset) : FileContent;

/// <summary>
/// One file as it will be after a COPY: something of the layers below, seen as it is, or something
/// that this step puts there.
/// </summary>
internal sealed class DestinationNode
{
    private SortedDictionary<byte[], DestinationNode>? _children;

    /// <summary>Its metadata; the path is the whole path inside the root.</summary>
    public required LayerEntry Entry { get; set; }

    /// <summary>The file of the layers below that this node is or replaces; null where there is none.</summary>
    public LayerEntry? Lower { get; init; }

    /// <summary>Whether this step made or changed it.</summary>
    public bool Changed { get; set; }

    /// <summary>Where the bytes come from; null for what is not a new regular file.</summary>
    public FileContent? Content { get; set; }

    /// <summary>The names it shares its bytes with, or null.</summary>
    public HardLinkGroup? HardLinks { get; set; }

    /// <summary>Whether children of the layers below show through.</summary>
    public bool ShowsLower => Lower is { Type: LayerEntryType.Directory } && Entry.Type == LayerEntryType.Directory;

    public bool IsDirectory => Entry.Type == LayerEntryType.Directory;

    /// <summary>The children that were looked at or put there, in byte order.</summary>
    public IEnumerable<DestinationNode> Children => _children?.Values ?? Enumerable.Empty<DestinationNode>();

    public bool TryGetChild(byte[] name, out DestinationNode? child)
    {
        child = null;
        return _children is not null && _children.TryGetValue(name, out child);
    }

    public void SetChild(byte[] name, DestinationNode child) =>
        (_children ??= new SortedDictionary<byte[], DestinationNode>(ByteArrayOrder.Instance))[name] = child;
}
