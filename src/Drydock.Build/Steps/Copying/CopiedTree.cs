using Drydock.Layers;
using Drydock.Linux;

namespace Drydock.Build.Steps.Copying;

/// <summary>
/// What is below a copied directory, going where nothing else is: it needs no node for each file, and becomes entries
/// of the layer when these are written.
/// </summary>
/// <param name="planner">The rules by which it is copied.</param>
/// <param name="source">The source.</param>
/// <param name="start">The first item; the one before it is the directory.</param>
/// <param name="end">The index behind the last one.</param>
internal sealed class CopiedTree(CopyPlanner planner, SelectedSource source, int start, int end)
{
    /// <summary>The tree that is copied from.</summary>
    public SourceTree Tree => source.Tree;

    /// <summary>All items with their entries, in the order of a layer.</summary>
    /// <param name="top">Where the directory goes.</param>
    /// <exception cref="StepException">A name means a deletion in a layer.</exception>
    public IEnumerable<(SourceItem Item, LayerEntry Entry)> Entries(UnixPath top)
    {
        var skipped = source.Items[start - 1].Path.Bytes.Length;
        foreach (var item in source.Items.Range(start, end))
        {
            var path = top.Append(UnixPath.FromBytes(item.Path.Bytes[skipped..]));
            DestinationTree.RefuseWhiteout(path);
            yield return (item, planner.Entry(path, source.Tree, item));
        }
    }

    /// <summary>The names that share the bytes of an item which has several.</summary>
    public HardLinkGroup Names(SourceItem item) => planner.Names(item);

    /// <summary>Puts the items into a directory one by one.</summary>
    public void PutInto(DestinationNode directory) => planner.Place(directory, source, start, end);
}
