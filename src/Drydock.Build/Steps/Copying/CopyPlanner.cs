using Drydock.Layers;
using Drydock.Linux;

namespace Drydock.Build.Steps.Copying;

/// <summary>How a COPY changes what it copies.</summary>
/// <param name="Owner"><c>--chown</c> resolved; null keeps owners where they count and gives 0:0 otherwise.</param>
/// <param name="Mode"><c>--chmod</c>, or null.</param>
public sealed record CopyAttributes((uint Uid, uint Gid)? Owner, ModeChange? Mode);

/// <summary>
/// The rules of COPY: puts selected sources into the destination tree.
/// </summary>
/// <remarks>Dockerfile reference, COPY; the corner cases follow BuildKit, docs/differences.md names the exceptions.</remarks>
internal sealed class CopyPlanner(DestinationTree tree, string destination, CopyAttributes attributes)
{
    private readonly Dictionary<(ulong Device, ulong Inode), HardLinkGroup> _hardLinks = [];
    private readonly UnixPath _destination = UnixPath.FromText(SourceSelector.Clean(destination));
    private readonly bool _intoDirectory = destination.EndsWith('/') || destination.EndsWith("/.", StringComparison.Ordinal);

    /// <summary>Copies one source.</summary>
    /// <exception cref="StepException">A file stands where a directory must be, or the other way round.</exception>
    public void Copy(SelectedSource source, bool keepParents)
    {
        if (keepParents)
        {
            CopyWithParents(source);
            return;
        }

        var existing = PrepareDestination(out var target);
        if (!source.Root.IsDirectory)
        {
            if (existing is { IsDirectory: true })
            {
                target = target.Append(source.Name);
            }

            PutItem(tree.MakeDirectories(target.Parent, AdjustMade), target, source, source.Root);
            return;
        }

        if (existing is { IsDirectory: false })
        {
            throw new StepException($"cannot copy to non-directory: /{target}");
        }

        CopyContents(tree.MakeDirectories(target, AdjustMade), source);
    }

    /// <summary>Copies a file whose content stands in the Dockerfile.</summary>
    public void Copy(Graph.HeredocFile file)
    {
        var existing = PrepareDestination(out var target);
        if (existing is { IsDirectory: true })
        {
            target = target.Append(UnixPath.FromText(file.Name));
        }

        var bytes = ByteText.Encode(file.Content);
        var directory = tree.MakeDirectories(target.Parent, AdjustMade);
        RefuseDirectory(tree.Child(directory, target.Name.ToArray()), target);
        tree.Put(directory, Adjust(new LayerEntry
        {
            Path = target,
            Type = LayerEntryType.Regular,
            Mode = 0b110_100_100,
            Size = bytes.Length,
            MtimeSeconds = tree.NowSeconds,
        }), new InlineBytes(bytes));
    }

    // Directories made on the way: an octal --chmod counts for them without its special bits, a symbolic one does not.
    private LayerEntry AdjustMade(LayerEntry entry) =>
        WithOwner(attributes.Mode?.Octal is { } mode ? entry with { Mode = mode & 0x1FF } : entry);

    /// <summary>Makes the directory that archives are unpacked into, and returns it.</summary>
    public DestinationNode UnpackDirectory()
    {
        tree.Resolve(_destination, out var target);
        return tree.MakeDirectories(target, WithOwner);
    }

    // A destination with a trailing slash is a directory; otherwise the directory above it must be one.
    private DestinationNode? PrepareDestination(out UnixPath target)
    {
        tree.Resolve(_intoDirectory ? _destination : _destination.Parent, out var directory);
        tree.MakeDirectories(directory, AdjustMade);
        return tree.Resolve(_destination, out target);
    }

    private void CopyWithParents(SelectedSource source)
    {
        tree.Resolve(_destination, out var target);
        var directory = tree.MakeDirectories(target, AdjustMade);
        foreach (var parent in source.Parents)
        {
            var path = target.Append(parent.Relative);
            directory = tree.Child(directory, path.Name.ToArray()) is { IsDirectory: true } there
                ? there
                : tree.Put(directory, Entry(path, source.Tree, parent) with { MtimeSeconds = tree.NowSeconds, MtimeNanoseconds = 0 }, null);
        }

        if (source.Name.Length == 0)
        {
            CopyContents(directory, source);
            return;
        }

        var node = PutItem(directory, directory.Entry.Path.Append(source.Name), source, source.Root);
        if (source.Root.IsDirectory)
        {
            CopyContents(node, source);
        }
    }

    private void CopyContents(DestinationNode top, SelectedSource source) => Fill(top, source, 1, source.Items.Count);

    private void Fill(DestinationNode top, SelectedSource source, int start, int end)
    {
        if (start == end)
        {
            return;
        }

        if (tree.IsEmpty(top))
        {
            top.Fill(new CopiedTree(this, source, start, end));
        }
        else
        {
            Place(top, source, start, end);
        }
    }

    /// <summary>Puts items into a directory, over what is there.</summary>
    /// <param name="top">The directory that stands for the item before the first.</param>
    /// <param name="source">The source.</param>
    /// <param name="start">The first item.</param>
    /// <param name="end">The index behind the last one.</param>
    internal void Place(DestinationNode top, SelectedSource source, int start, int end)
    {
        var items = source.Items;
        var directories = new Dictionary<int, DestinationNode> { [start - 1] = top };
        var known = default(SourceItems.KnownPath);
        for (var index = start; index < end;)
        {
            var item = items.Get(index, ref known);
            var directory = directories[items.ParentOf(index)];
            var node = PutItem(directory, directory.Entry.Path.Append(item.Path.Name), source, item);
            index++;
            if (!item.IsDirectory)
            {
                continue;
            }

            if (tree.IsEmpty(node))
            {
                var behind = items.EndOf(index - 1);
                Fill(node, source, index, behind);
                index = behind;
            }
            else
            {
                directories[index - 1] = node;
            }
        }
    }

    private DestinationNode PutItem(DestinationNode directory, UnixPath path, SelectedSource source, SourceItem item)
    {
        var existing = tree.Child(directory, path.Name.ToArray());
        if (item.IsDirectory)
        {
            return existing switch
            {
                null => DestinationTree.Replace(null, directory, Entry(path, source.Tree, item), null),
                { IsDirectory: true } => Overlay(existing, Entry(path, source.Tree, item)),
                _ => throw new StepException($"cannot copy to non-directory: /{path}"),
            };
        }

        RefuseDirectory(existing, path);
        var node = DestinationTree.Replace(existing, directory, Entry(path, source.Tree, item), item.IsRegular ? new SourceFile(source.Tree, item) : null);
        if (item is { IsRegular: true, LinkCount: > 1 })
        {
            node.HardLinks = Names(item);
            node.HardLinks.Count++;
        }

        return node;
    }

    // A directory inside of what is copied gives its metadata to the one that is there; its extended attributes are added.
    private static DestinationNode Overlay(DestinationNode existing, LayerEntry entry)
    {
        existing.Entry = entry with { Xattrs = XattrSet.Create(existing.Entry.Xattrs.Concat(entry.Xattrs)) };
        existing.Changed = true;
        return existing;
    }

    private static void RefuseDirectory(DestinationNode? existing, UnixPath path)
    {
        if (existing is { IsDirectory: true })
        {
            throw new StepException($"cannot replace to directory /{path} with file");
        }
    }

    /// <summary>The names that share the bytes of an item which has several.</summary>
    internal HardLinkGroup Names(SourceItem item)
    {
        var key = (item.Version.Device, item.Version.Inode);
        if (!_hardLinks.TryGetValue(key, out var group))
        {
            _hardLinks[key] = group = new HardLinkGroup();
        }

        return group;
    }

    /// <summary>What an item is at its destination.</summary>
    internal LayerEntry Entry(UnixPath path, SourceTree source, SourceItem item)
    {
        // A layer keeps whole seconds.
        var entry = source.KeepOwner
            ? item.Entry with { Path = path, MtimeNanoseconds = 0 }
            : item.Entry with { Path = path, MtimeNanoseconds = 0, Uid = 0, Gid = 0 };
        return Adjust(entry);
    }

    /// <summary>The entry with the owner of <c>--chown</c>, if there is one; modes of unpacked files stay.</summary>
    public LayerEntry WithOwner(LayerEntry entry) => attributes.Owner is var (uid, gid) ? entry with { Uid = uid, Gid = gid } : entry;

    private LayerEntry Adjust(LayerEntry entry)
    {
        entry = WithOwner(entry);
        return attributes.Mode is { } mode && entry.Type != LayerEntryType.SymbolicLink
            ? entry with { Mode = mode.Apply(entry.Mode, entry.Type == LayerEntryType.Directory) }
            : entry;
    }
}

/// <summary>Names of one file: the first to be written has the bytes, the others are links to it.</summary>
internal sealed class HardLinkGroup
{
    public int Count { get; set; }

    public UnixPath? Written { get; set; }
}
