using Drydock.Layers.Whiteouts;
using Drydock.Linux;

namespace Drydock.Layers.Erofs;

/// <summary>
/// Builds an EROFS image that holds only the metadata of a layer; file data stays in the layer's
/// tar, which is the image's extra device. Whiteouts and opaque marks are in overlay's form, so the
/// mounted image is a layer of an overlay as it is.
/// </summary>
/// <remarks>
/// Linux, Documentation/filesystems/erofs.rst. The image depends on the tree and on where data lies
/// in the tar, not on the order of entries.
/// </remarks>
public sealed class ErofsIndexBuilder
{
    /// <summary>Regular files of this size and more are large, bytes.</summary>
    public const int LargeFileBytes = 512 * 1024;

    private const int MostLargeFiles = 4096;

    private readonly ErofsTree _tree;
    private readonly List<UnixPath> _large = [];
    private readonly Action<string>? _warn;
    private bool _warned;

    /// <summary>Starts an index.</summary>
    /// <param name="lower">Where directories that the layer implies take their attributes from; null gives 0755 0:0.</param>
    /// <param name="warn">Told once when overlayfs's own attributes were found in the layer and dropped.</param>
    public ErofsIndexBuilder(LowerLookup? lower = null, Action<string>? warn = null)
    {
        _tree = new ErofsTree(lower) { IsPacked = true };
        _warn = warn;
    }

    private ErofsIndexBuilder(LowerLookup lower)
    {
        _tree = new ErofsTree(lower);
        TreeOnly = true;
    }

    /// <summary>Why this layer must become a directory instead; null while nothing speaks against an index.</summary>
    public string? NeedsDirectory { get; private set; }

    /// <summary>
    /// Where large files are, as their entries came; no directory on the way is a link. Not all of very many; and what
    /// the layer put in the place of one of them, or linked to it, only the image says.
    /// </summary>
    public IEnumerable<UnixPath> LargeFiles => _large.Where(path => !_tree.IsBelowFile(path)).Distinct();

    /// <summary>Whether the tree is wanted, not an index: then any extended attribute may be in it.</summary>
    internal bool TreeOnly { get; }

    /// <summary>The tree of the entries so far.</summary>
    internal ErofsInode Root => _tree.Root;

    /// <summary>Takes entries for their tree alone.</summary>
    internal static ErofsIndexBuilder ForTree(LowerLookup lower) => new(lower);

    /// <summary>Records that the layer cannot be an index; the first reason counts.</summary>
    public void Reject(string reason) => NeedsDirectory ??= reason;

    /// <summary>Adds an entry as it stands in the layer, whiteouts included.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="dataOffset">Where its data begins in the tar: a multiple of 512.</param>
    /// <exception cref="LayerException">No tree can have this entry.</exception>
    public void Add(LayerEntry entry, long dataOffset)
    {
        if (NeedsDirectory is not null)
        {
            return;
        }

        var path = LayerPath.Clean(entry.Path);
        if (path.IsRoot)
        {
            SetRoot(entry);
            return;
        }

        if (path.Name.StartsWith(WhiteoutName.Prefix))
        {
            AddWhiteout(path);
            return;
        }

        var parent = _tree.Directory(path.Parent);
        if (entry.Type == LayerEntryType.HardLink)
        {
            AddLink(parent, path, entry);
        }
        else
        {
            AddFile(parent, path, Cleaned(entry), dataOffset);
        }
    }

    /// <summary>Writes the image. It can be written more than once, with the same bytes each time.</summary>
    /// <param name="output">Takes the image; stays open.</param>
    /// <param name="tarBytes">Size of the tar.</param>
    /// <exception cref="InvalidOperationException"><see cref="NeedsDirectory"/> is not null.</exception>
    public void Write(Stream output, long tarBytes)
    {
        if (NeedsDirectory is not null)
        {
            throw new InvalidOperationException($"The layer cannot be an index: {NeedsDirectory}.");
        }

        ErofsImage.Write(_tree.Root, output, tarBytes);
    }

    private void SetRoot(LayerEntry entry)
    {
        if (entry.Type != LayerEntryType.Directory)
        {
            throw new LayerException("the layer replaces the root directory by something that is no directory");
        }

        _tree.Root.Apply(Cleaned(entry));
    }

    private void AddWhiteout(UnixPath path)
    {
        // A layer that replaces a directory by a file or a link says nothing with what it deletes in that directory.
        if (_tree.IsBelowFile(path))
        {
            return;
        }

        var parent = _tree.Directory(path.Parent);
        if (WhiteoutName.IsOpaque(path))
        {
            parent.IsOpaque = true;
            return;
        }

        if (!WhiteoutName.TryGetDeleted(path, out var deleted))
        {
            return;
        }

        switch (parent.Find(deleted.Name))
        {
            // The layer has a file of that name, too: a whiteout is about lower layers only.
            case { IsDirectory: true } directory:
                directory.IsOpaque = true;
                break;
            case null:
                var whiteout = new LayerEntry { Path = deleted, Type = LayerEntryType.CharacterDevice };
                _tree.Put(parent, deleted.Name, new ErofsInode(whiteout) { IsWhiteout = true });
                break;
        }
    }

    private void AddLink(ErofsInode parent, UnixPath path, LayerEntry entry)
    {
        var target = _tree.Find(LayerPath.Clean(entry.HardLinkTarget));
        if (target is null or { IsWhiteout: true } or { IsDirectory: true })
        {
            Reject($"\"{path}\" is a hard link to \"{entry.HardLinkTarget}\", which is no file of this layer");
            return;
        }

        if (parent.Find(path.Name) != target)
        {
            target.IsShared = true;
            _tree.Put(parent, path.Name, target);
        }
    }

    private void AddFile(ErofsInode parent, UnixPath path, LayerEntry entry, long dataOffset)
    {
        if (!TreeOnly && !ErofsXattrs.CanExpress(entry.Xattrs))
        {
            Reject($"\"{path}\" has extended attributes that EROFS cannot hold");
            return;
        }

        if (path.Name.Length > 255)
        {
            throw new LayerException($"a name of the layer is longer than Linux takes (255 bytes): \"{path}\"");
        }

        if (entry is { Type: LayerEntryType.SymbolicLink, LinkTarget.Length: 0 or >= 4096 })
        {
            throw new LayerException($"the symbolic link \"{path}\" has a target that Linux does not take");
        }

        if (OverlayForm.IsWhiteout(entry))
        {
            WarnOnce($"\"{path}\" is a device 0/0, which overlayfs would take for a deletion; it is left out");
            return;
        }

        var old = parent.Find(path.Name);
        if (entry.Type == LayerEntryType.Directory && old is { IsDirectory: true })
        {
            old.Apply(entry);
            return;
        }

        // Where it is, the tree says.
        var inode = new ErofsInode(entry with { Path = UnixPath.Root }, dataOffset)
        {
            IsOpaque = entry.Type == LayerEntryType.Directory && old is { IsWhiteout: true },
        };
        _tree.Put(parent, path.Name, inode);
        if (entry is { Type: LayerEntryType.Regular, Size: >= LargeFileBytes } && !TreeOnly && _large.Count < MostLargeFiles)
        {
            _large.Add(path);
        }
    }

    private LayerEntry Cleaned(LayerEntry entry)
    {
        var kept = entry.Xattrs.Where(attribute => !OverlayForm.IsOwn(attribute));
        if (ReferenceEquals(kept, entry.Xattrs))
        {
            return entry;
        }

        WarnOnce($"the layer sets extended attributes of overlayfs itself, first on \"{entry.Path}\"; they are dropped");
        return entry with { Xattrs = kept };
    }

    private void WarnOnce(string message)
    {
        if (!_warned)
        {
            _warned = true;
            _warn?.Invoke(message);
        }
    }
}
