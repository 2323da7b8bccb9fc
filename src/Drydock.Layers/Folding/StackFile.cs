using Drydock.Layers.Tar;

namespace Drydock.Layers.Folding;

/// <summary>What one layer says of a directory; null attributes where it only implies it.</summary>
internal readonly record struct DirectoryListing(int Layer, LayerEntry? Attributes);

/// <summary>Where the bytes of a file are.</summary>
/// <param name="Layer">In which layer's tar.</param>
/// <param name="Offset">Where they begin in it.</param>
/// <param name="Sparse">The pieces of a file with holes; null when it is in one piece.</param>
internal readonly record struct FileData(int Layer, long Offset, SparseMap? Sparse);

/// <summary>A file as a layer brought it: an inode, which several paths may lead to.</summary>
internal sealed class StackFile(LayerEntry attributes, FileData data)
{
    private readonly LayerEntry _attributes = attributes;

    /// <summary>The layer that brought it.</summary>
    public int Layer => Data.Layer;

    public FileData Data { get; } = data;

    public bool IsDirectory => _attributes.Type == LayerEntryType.Directory;

    /// <summary>What the last layer said of it.</summary>
    public LayerEntry Attributes => LastListing?.Attributes ?? _attributes;

    /// <summary>The paths that lead to it after the last layer.</summary>
    public List<StackSlot> Names { get; } = new(1);

    /// <summary>Whether a path that led to it was deleted or taken by another file.</summary>
    public bool LostName { get; set; }

    /// <summary>The layer that took the last path.</summary>
    public int EndedAt { get; set; } = -1;

    /// <summary>Whether the last path was taken by another file, rather than deleted.</summary>
    public bool WasReplaced { get; set; }

    /// <summary>The file that had the path before: perhaps the same bytes with other metadata.</summary>
    public StackFile? Replaced { get; set; }

    /// <summary>Whether it has the content of <see cref="Replaced"/>; null before somebody looked.</summary>
    public bool? IsCopy { get; set; }

    /// <summary>Where it is in the folded form.</summary>
    public FileData? Place { get; set; }

    /// <summary>Whether another file took its bytes over.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Of a directory: the layers that have it, lowest first.</summary>
    public List<DirectoryListing> Listings { get; } = [];

    /// <summary>The last layer that lists the directory.</summary>
    public DirectoryListing? LastListing => FindListing(int.MaxValue);

    /// <summary>What the last of the layers below <paramref name="layer"/> said of the directory; null when none lists it.</summary>
    public LayerEntry? AttributesBelow(int layer) => FindListing(layer)?.Attributes;

    private DirectoryListing? FindListing(int below)
    {
        for (var i = Listings.Count - 1; i >= 0; i--)
        {
            if (Listings[i].Layer < below && Listings[i].Attributes is not null)
            {
                return Listings[i];
            }
        }

        return null;
    }
}
