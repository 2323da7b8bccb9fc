using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Diff;

/// <summary>
/// Which files with several names are the same, names and all, in two whole trees. A layer cannot
/// link to a file below it, so all names of a changed file must be written together.
/// </summary>
internal sealed class HardLinkGroups
{
    private readonly HashSet<(ulong Device, ulong Inode)> _unchanged = [];

    public static HardLinkGroups Compare(RootedDirectory? before, RootedDirectory after)
    {
        var result = new HardLinkGroups();
        if (before is null)
        {
            return result;
        }

        var groups = new Dictionary<(ulong, ulong), List<UnixPath>>();
        after.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            if (entry.Status is { LinkCount: > 1, IsDirectory: false })
            {
                var identity = (entry.Status.Device, entry.Status.Inode);
                if (!groups.TryGetValue(identity, out var paths))
                {
                    groups.Add(identity, paths = []);
                }

                paths.Add(entry.Path);
            }

            return WalkAction.Continue;
        });

        foreach (var (identity, paths) in groups)
        {
            if (IsSame(paths, before, after))
            {
                result._unchanged.Add(identity);
            }
        }

        return result;
    }

    public bool IsChanged(in FileStatus status) => !_unchanged.Contains((status.Device, status.Inode));

    private static bool IsSame(List<UnixPath> paths, RootedDirectory before, RootedDirectory after)
    {
        FileStatus? old = null;
        foreach (var path in paths)
        {
            if (!TryStatExactly(before, path, out var status) || (old is { } first && !first.IsSameFileAs(status)))
            {
                return false;
            }

            old = status;
        }

        var (x, y) = (TreeEntries.Describe(after, paths[0]), TreeEntries.Describe(before, paths[0]));
        if (x is null || y is null || !ChangeWalk.SameAttributes(x, y))
        {
            return false;
        }

        if (x.Type != LayerEntryType.Regular)
        {
            return true;
        }

        using var left = after.OpenReadHandle(paths[0], followSymlink: false);
        using var right = before.OpenReadHandle(paths[0], followSymlink: false);
        return SameContent.Holds(left, right);
    }

    /// <summary>As the walk compares: a path that leads through a link in the old tree is not there.</summary>
    private static bool TryStatExactly(RootedDirectory root, UnixPath path, out FileStatus status) =>
        root.TryStat(path, out status) && root.Resolve(path, followLast: false).Path == path;
}
