using Drydock.Linux;

namespace Drydock.Layers.Erofs;

/// <summary>The tree that a layer's entries make, resolved as extraction into a directory would resolve it.</summary>
internal sealed class ErofsTree
{
    /// <summary>As many links as the kernel follows in one path.</summary>
    private const int MaxLinks = 40;

    private readonly LowerLookup? _lower;
    private UnixPath _lastParentPath;
    private ErofsInode? _lastParent;

    public ErofsTree(LowerLookup? lower)
    {
        _lower = lower;
        Root = new ErofsInode(Implied(UnixPath.Root)) { IsImplied = true };
        Root.Details.Parent = Root;
    }

    public ErofsInode Root { get; }

    /// <summary>Whether files that nobody asks for again take as little room as they can.</summary>
    public bool IsPacked { get; init; }

    /// <summary>
    /// The directory called <paramref name="path"/>, made where it is missing. Links on the way are
    /// followed inside the tree, also the last one.
    /// </summary>
    public ErofsInode Directory(UnixPath path)
    {
        if (_lastParent is not null && _lastParentPath == path)
        {
            return _lastParent;
        }

        if (IsPacked)
        {
            _lastParent?.Children.Pack();
        }

        var links = 0;
        var found = Walk(Root, path.Bytes, ref links);
        (_lastParentPath, _lastParent) = (path, found);
        return found;
    }

    /// <summary>The file called <paramref name="path"/>, a link at its end not followed; null when it is not in the layer.</summary>
    public ErofsInode? Find(UnixPath path) => path.IsRoot ? Root : Directory(path.Parent).Find(path.Name);

    /// <summary>Whether something above a path is in the layer and no directory; a link is none, wherever it leads.</summary>
    public bool IsBelowFile(UnixPath path)
    {
        var at = Root;
        foreach (var part in path.Parent.Bytes.Split((byte)'/'))
        {
            if (at.Find(path.Parent.Bytes[part]) is not { IsWhiteout: false } next)
            {
                return false;
            }

            if (!next.IsDirectory)
            {
                return true;
            }

            at = next;
        }

        return false;
    }

    /// <summary>Puts a file under a name, in place of whatever had that name.</summary>
    public void Put(ErofsInode parent, ReadOnlySpan<byte> name, ErofsInode inode)
    {
        if (parent.Find(name) is not null)
        {
            _lastParent = null;
        }

        parent.Set(name, inode);
        if (IsPacked)
        {
            parent.Children.PackMany();
        }
    }

    private ErofsInode Walk(ErofsInode from, ReadOnlySpan<byte> path, ref int links)
    {
        var at = path is [(byte)'/', ..] ? Root : from;
        foreach (var part in path.Split((byte)'/'))
        {
            var name = path[part];
            if (name is [] or [(byte)'.'])
            {
                continue;
            }

            if (name is [(byte)'.', (byte)'.'])
            {
                at = at.Details.Parent!;
                continue;
            }

            var next = at.Find(name);
            if (next is { Type: LayerEntryType.SymbolicLink })
            {
                if (++links > MaxLinks)
                {
                    throw new LayerException($"the layer has a loop of symbolic links at \"{ByteText.Decode(path)}\"");
                }

                next = Walk(at, next.LinkTarget.Span, ref links);
            }
            else if (next is not { IsDirectory: true })
            {
                next = MakeImplied(at, name, next);
            }

            at = next;
        }

        return at;
    }

    /// <summary>Makes a directory that the layer implies, in place of anything that is none.</summary>
    private ErofsInode MakeImplied(ErofsInode parent, ReadOnlySpan<byte> name, ErofsInode? replaced)
    {
        var directory = new ErofsInode(Implied(PathOf(parent).Append(name)))
        {
            IsImplied = true,
            IsOpaque = replaced is { IsWhiteout: true },
        };
        Put(parent, name, directory);
        return directory;
    }

    private LayerEntry Implied(UnixPath path) =>
        _lower?.Invoke(path) is { Type: LayerEntryType.Directory } below
            ? below
            : new LayerEntry { Path = path, Type = LayerEntryType.Directory, Mode = 0x1ED };

    private UnixPath PathOf(ErofsInode directory)
    {
        var path = UnixPath.Root;
        for (; directory != Root; directory = directory.Details.Parent!)
        {
            var current = directory;
            path = UnixPath.FromBytes(directory.Details.Parent!.Children.Open.First(child => child.Value == current).Key).Append(path);
        }

        return path;
    }
}
