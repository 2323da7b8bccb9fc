using Drydock.Layers;
using Drydock.Linux;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Steps.Copying;

/// <summary>One file that a COPY takes.</summary>
/// <param name="Entry">The file as an entry of a layer, at its path in the source tree.</param>
/// <param name="TopBytes">How many bytes of the path are that of the selected source.</param>
/// <param name="Version">Tells whether the file is still as it was when it was selected.</param>
/// <param name="LinkCount">Number of names.</param>
public sealed record SourceItem(LayerEntry Entry, int TopBytes, FileVersion Version, uint LinkCount)
{
    private SourceItems? _list;
    private int _index;
    private Digest _content;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Entry.Type == LayerEntryType.Directory;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegular => Entry.Type == LayerEntryType.Regular;

    /// <summary>Its path below the selected source; empty for the source itself.</summary>
    public UnixPath Relative => UnixPath.FromBytes(Path.Bytes[TopBytes..]);

    /// <summary>Where it is in its source tree, free of links.</summary>
    public UnixPath Path => Entry.Path;

    /// <summary>The digest of a regular file's content; empty until it is known. The list that this is from learns it too.</summary>
    public Digest Content
    {
        get => _content;
        set
        {
            _content = value;
            _list?.SetContent(_index, value);
        }
    }

    /// <summary>Makes this the item of a list.</summary>
    internal SourceItem Of(SourceItems list, int index, Digest content)
    {
        (_list, _index, _content) = (list, index, content);
        return this;
    }
}

/// <summary>One source of a COPY after patterns and links are resolved.</summary>
/// <param name="Tree">The tree it is in.</param>
/// <param name="Name">The last component of the path as matched: the name of a copied file in a destination directory.</param>
/// <param name="Parents">For <c>--parents</c>: the directories above the source that are kept, outermost first.</param>
/// <param name="Items">The source itself first, then all below it, parents before children, in byte order.</param>
public sealed record SelectedSource(SourceTree Tree, byte[] Name, IReadOnlyList<SourceItem> Parents, SourceItems Items)
{
    /// <summary>The source itself.</summary>
    public SourceItem Root => Items[0];

    /// <summary>Whether it is unpacked when it is an archive.</summary>
    public bool Unpack { get; init; }
}
