using Drydock.Layers.Erofs;
using Drydock.Layers.Tar;
using Drydock.Linux;

namespace Drydock.Layers.Folding;

/// <summary>Lays one layer over those below it.</summary>
internal sealed class StackMerger(LayerStack stack, int layer)
{
    private readonly Dictionary<ErofsInode, StackFile> _files = [];
    private Dictionary<long, SparseMap> _sparse = [];

    /// <summary>Stands for the attributes of a directory that a layer has entries in but does not list.</summary>
    public static LayerEntry Implied { get; } = new() { Path = UnixPath.Root, Type = LayerEntryType.Directory, Mode = 0x1ED };

    private bool IsOwn => layer >= stack.BaseLayers;

    public void Merge(ErofsInode root, Dictionary<long, SparseMap> sparse)
    {
        _sparse = sparse;
        if (root.IsOpaque)
        {
            ClearChildren(stack.Root);
        }

        stack.Root.Top ??= new StackFile(Implied, new FileData(layer, 0, null)) { Names = { stack.Root } };
        List(stack.Root.Top, root, UnixPath.Root);
        MergeChildren(stack.Root, root);
    }

    private void MergeChildren(StackSlot slot, ErofsInode directory)
    {
        foreach (var (name, node) in directory.Children.Open.OrderBy(c => c.Key, ByteOrder.Instance))
        {
            var child = slot.FindOrAdd(name);
            if (node.IsWhiteout)
            {
                stack.HasVainWhiteout[layer] |= !Clear(child, replaced: false);
            }
            else if (node.IsDirectory)
            {
                MergeDirectory(child, node);
            }
            else
            {
                Put(child, node);
            }
        }
    }

    private void MergeDirectory(StackSlot slot, ErofsInode node)
    {
        if (slot.Top is not { IsDirectory: true } || node.IsOpaque)
        {
            Clear(slot, replaced: true);
            slot.Top = new StackFile(Implied, new FileData(layer, 0, null)) { Names = { slot } };
        }

        List(slot.Top, node, slot.Path);
        MergeChildren(slot, node);
    }

    private void List(StackFile directory, ErofsInode node, UnixPath path) =>
        directory.Listings.Add(new DirectoryListing(layer, node.IsImplied ? null : node.ToEntry(path)));

    private void Put(StackSlot slot, ErofsInode node)
    {
        if (!_files.TryGetValue(node, out var file))
        {
            file = new StackFile(node.ToEntry(slot.Path), new FileData(layer, node.DataOffset, _sparse.GetValueOrDefault(node.DataOffset)));
            _files.Add(node, file);
            stack.FilesOf(layer).Add(file);
        }

        if (slot.Top is { IsDirectory: true })
        {
            Clear(slot, replaced: true);
        }
        else if (slot.Top is { } old)
        {
            file.Replaced ??= old;
            Detach(slot, old, replaced: true);
        }

        slot.Top = file;
        file.Names.Add(slot);
    }

    /// <summary>Takes away what is at a path and below it; says whether the base ever had something there.</summary>
    private bool Clear(StackSlot slot, bool replaced)
    {
        var hadBase = ClearChildren(slot);
        if (slot.Top is { } file)
        {
            Detach(slot, file, replaced);
            slot.Top = null;
        }

        slot.ClearedAt = layer;
        return hadBase || slot.Hidden is not null;
    }

    private bool ClearChildren(StackSlot slot)
    {
        var hadBase = false;
        foreach (var child in slot.Children)
        {
            hadBase |= Clear(child, replaced: false);
        }

        return hadBase;
    }

    private void Detach(StackSlot slot, StackFile file, bool replaced)
    {
        if (IsOwn && file.Layer < stack.BaseLayers && slot.Hidden is null)
        {
            (slot.Hidden, slot.HiddenAt) = (file, layer);
        }

        file.Names.Remove(slot);
        file.LostName = true;
        if (file.Names.Count == 0)
        {
            (file.EndedAt, file.WasReplaced) = (layer, replaced);
            if (file.IsDirectory)
            {
                stack.EndedDirectories.Add(file);
            }
        }
    }
}
