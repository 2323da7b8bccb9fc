using Drydock.Layers.Apply;
using Drydock.Layers.Erofs;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Diff;

/// <summary>Compares what <see cref="PartialCopy"/> made of a layer with the layer's tar.</summary>
public sealed class PartialDiff
{
    private readonly ErofsIndexBuilder _index = new();
    private readonly FileStream _tar;

    /// <summary>Reads a layer, to compare copies with it.</summary>
    /// <param name="tar">The tar, at its beginning; stays open, and is read again while copies are compared.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    /// <exception cref="LayerException">The tar is damaged.</exception>
    public PartialDiff(FileStream tar, CancellationToken cancellationToken)
    {
        _tar = tar;
        LayerImporter.Import(tar, Stream.Null, _index, cancellationToken: cancellationToken);
    }

    /// <summary>The first difference in a few words; null when all that a copy has is as the layer has it.</summary>
    /// <param name="copy">Some files of the layer, with the directories that lead to them.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <remarks>What directories have that the layer only implies is not known from the layer, and not compared.</remarks>
    public string? Find(RootedDirectory copy, CancellationToken cancellationToken)
    {
        string? difference = null;
        copy.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            difference = Find(copy, entry);
            return difference is null ? WalkAction.Continue : WalkAction.Stop;
        });
        return difference;
    }

    private string? Find(RootedDirectory copy, in WalkEntry entry)
    {
        var path = entry.Path;
        if (InodeOf(_index.Root, path) is not { Type: LayerEntryType.Directory or LayerEntryType.Regular } inode)
        {
            return $"{path} is not in the tar";
        }

        var same = TreeEntries.Describe(copy, path) is { } found
            && (inode.IsImplied ? found.Type == LayerEntryType.Directory : IsSame(inode.ToEntry(path), found))
            && (inode.IsDirectory || IsSameContent(inode, copy, path, entry));
        return same ? null : $"{(path.IsRoot ? "the root" : path.ToString())} differs";
    }

    private static bool IsSame(LayerEntry expected, LayerEntry found) =>
        ChangeWalk.SameAttributes(expected, found) && expected.MtimeNanoseconds == found.MtimeNanoseconds;

    private bool IsSameContent(ErofsInode inode, RootedDirectory copy, UnixPath path, in WalkEntry entry)
    {
        using var content = copy.OpenRead(path, followSymlink: false);
        using var expected = new SliceStream(_tar.SafeFileHandle, inode.DataOffset, inode.Size);
        return entry.Status.LinkCount == 1 && !inode.IsShared && SameContent.Holds(content, expected);
    }

    private static ErofsInode? InodeOf(ErofsInode root, UnixPath path) =>
        path.IsRoot ? root : InodeOf(root, path.Parent) is { IsDirectory: true } parent ? parent.Find(path.Name) : null;
}
