using Drydock.Linux;

namespace Drydock.Layers.Folding;

/// <summary>A path, with what the layers made of it. It stays when the file goes, to know what a deletion hides.</summary>
internal sealed class StackSlot(byte[] name, StackSlot? parent)
{
    private Dictionary<byte[], StackSlot>? _children;

    public byte[] Name => name;

    public StackSlot? Parent => parent;

    public UnixPath Path => parent is null ? UnixPath.Root : parent.Path.Append(name);

    /// <summary>The file that has the path in the end; null when none has.</summary>
    public StackFile? Top { get; set; }

    /// <summary>The base's file of this path once an own layer hides it.</summary>
    public StackFile? Hidden { get; set; }

    /// <summary>The first own layer that hides the base's file; meaningful where there is one.</summary>
    public int HiddenAt { get; set; } = -1;

    /// <summary>The last layer that deleted what had this path, or had been deleted already; -1 for none.</summary>
    public int ClearedAt { get; set; } = -1;

    /// <summary>The layers that list this directory in the folded form, with what they say of it; null for none.</summary>
    public List<DirectoryListing>? Placed { get; set; }

    /// <summary>The layer that hides the base's file in the folded form; -1 for none.</summary>
    public int WhiteoutAt { get; set; } = -1;

    public IReadOnlyCollection<StackSlot> Children => _children is null ? [] : _children.Values;

    public StackSlot? Find(ReadOnlySpan<byte> child) =>
        _children is not null && _children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(child, out var found) ? found : null;

    public StackSlot FindOrAdd(byte[] child)
    {
        _children ??= new Dictionary<byte[], StackSlot>(ByteOrder.Instance);
        if (!_children.TryGetValue(child, out var found))
        {
            _children.Add(child, found = new StackSlot(child, this));
        }

        return found;
    }
}
