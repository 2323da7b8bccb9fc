using Drydock.Layers.Apply;
using Drydock.Layers.Erofs;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Diff;

/// <summary>Compares what <see cref="PartialCopy"/> made of a layer with the layer's tar.</summary>
public static class PartialDiff
{
    /// <summary>The first difference in a few words; null when all that the copy has is as the layer has it.</summary>
    /// <param name="copy">Some files of the layer, with the directories that lead to them.</param>
    /// <param name="tar">The tar, at its beginning; stays open.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    /// <remarks>What directories have that the layer only implies is not known from the layer, and not compared.</remarks>
    /// <exception cref="LayerException">The tar is damaged.</exception>
    public static string? Find(RootedDirectory copy, FileStream tar, CancellationToken cancellationToken)
    {
        var index = new ErofsIndexBuilder();
        LayerImporter.Import(tar, Stream.Null, index, cancellationToken: cancellationToken);
        string? difference = null;
        copy.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            difference = Find(index.Root, copy, entry, tar);
            return difference is null ? WalkAction.Continue : WalkAction.Stop;
        });
        return difference;
    }

    private static string? Find(ErofsInode root, RootedDirectory copy, in WalkEntry entry, FileStream tar)
    {
        var path = entry.Path;
        if (InodeOf(root, path) is not { Type: LayerEntryType.Directory or LayerEntryType.Regular } inode)
        {
            return $"{path} is not in the tar";
        }

        var same = TreeEntries.Describe(copy, path) is { } found
            && (inode.IsImplied ? found.Type == LayerEntryType.Directory : IsSame(inode.ToEntry(path), found))
            && (inode.IsDirectory || IsSameContent(inode, copy, path, entry, tar));
        return same ? null : $"{(path.IsRoot ? "the root" : path.ToString())} differs";
    }

    private static bool IsSame(LayerEntry expected, LayerEntry found) =>
        ChangeWalk.SameAttributes(expected, found) && expected.MtimeNanoseconds == found.MtimeNanoseconds;

    private static bool IsSameContent(ErofsInode inode, RootedDirectory copy, UnixPath path, in WalkEntry entry, FileStream tar)
    {
        using var content = copy.OpenRead(path, followSymlink: false);
        using var expected = new SliceStream(tar.SafeFileHandle, inode.DataOffset, inode.Size);
        return entry.Status.LinkCount == 1 && !inode.IsShared && SameContent.Holds(content, expected);
    }

    private static ErofsInode? InodeOf(ErofsInode root, UnixPath path) =>
        path.IsRoot ? root : InodeOf(root, path.Parent) is { IsDirectory: true } parent ? parent.Find(path.Name) : null;
}
