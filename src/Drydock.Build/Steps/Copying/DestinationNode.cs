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
    private CopiedTree? _copied;

    // Nearly always children come in byte order, and a list takes a tenth of a tree; where one does not, they move.
    private List<DestinationNode>? _ordered;
    private SortedDictionary<byte[], DestinationNode>? _unordered;

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
    public IEnumerable<DestinationNode> Children => _unordered?.Values ?? (IEnumerable<DestinationNode>?)_ordered ?? [];

    /// <summary>A tree that is copied whole and is all there is in this directory; null where there are children, or nothing.</summary>
    public CopiedTree? Copied => _copied;

    /// <summary>Whether nothing was looked at or put here.</summary>
    public bool IsBare => _copied is null && _ordered is null && _unordered is null;

    /// <summary>Whether the layer gets this node, or one below it.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Makes a whole tree the content of this directory, which is bare.</summary>
    public void Fill(CopiedTree copied) => _copied = copied;

    public bool TryGetChild(byte[] name, out DestinationNode? child)
    {
        Expand();
        if (_unordered is not null)
        {
            return _unordered.TryGetValue(name, out child);
        }

        var at = Find(name);
        child = at < 0 ? null : _ordered![at];
        return child is not null;
    }

    /// <summary>Puts a child under the last component of its path.</summary>
    public void SetChild(DestinationNode child)
    {
        Expand();
        var at = Find(child.Entry.Path.Name);
        if (_unordered is not null)
        {
            _unordered[child.Entry.Path.Name.ToArray()] = child;
        }
        else if (at >= 0)
        {
            _ordered![at] = child;
        }
        else if (~at == (_ordered ??= []).Count)
        {
            _ordered.Add(child);
        }
        else
        {
            _unordered = new SortedDictionary<byte[], DestinationNode>(ByteArrayOrder.Instance) { [child.Entry.Path.Name.ToArray()] = child };
            foreach (var known in _ordered)
            {
                _unordered[known.Entry.Path.Name.ToArray()] = known;
            }

            _ordered = null;
        }
    }

    /// <summary>Lets go of the children: all that is needed of them is written.</summary>
    public void Release() => (_ordered, _unordered, _copied) = (null, null, null);

    // Somebody is interested in single files: they become children.
    private void Expand()
    {
        if (_copied is { } copied)
        {
            _copied = null;
            copied.PutInto(this);
        }
    }

    // As a search in a sorted list says it: where it is, or the complement of where it would be.
    private int Find(ReadOnlySpan<byte> name)
    {
        var (low, high) = (0, (_ordered?.Count ?? 0) - 1);
        if (high >= 0 && _ordered![high].Entry.Path.Name.SequenceCompareTo(name) < 0)
        {
            return ~(high + 1);
        }

        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _ordered![middle].Entry.Path.Name.SequenceCompareTo(name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
