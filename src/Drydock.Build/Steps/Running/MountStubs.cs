using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Build.Steps.Running;

/// <summary>
/// Mount points that the runtime makes because the image has none. They must not end up in the
/// layer: each is removed again when it is still empty, with the directories made on the way, and
/// their parent gets its old time back.
/// </summary>
internal sealed class MountStubs
{
    private readonly IReadOnlyList<(UnixPath Path, UnixPath Parent, UnixTime ParentTime)> _missing;

    private MountStubs(IReadOnlyList<(UnixPath, UnixPath, UnixTime)> missing) => _missing = missing;

    /// <summary>Notes which mount points, and directories above them, are not there yet.</summary>
    public static MountStubs Find(RootedDirectory root, IEnumerable<string> targets)
    {
        var missing = new List<(UnixPath, UnixPath, UnixTime)>();
        var seen = new HashSet<UnixPath>();
        foreach (var target in targets)
        {
            var resolved = root.Resolve(UnixPath.FromText(target));
            if (resolved.Exists)
            {
                continue;
            }

            var parentTime = root.Stat(resolved.Existing).ModifiedTime;
            for (var path = resolved.Path; path != resolved.Existing && !path.IsRoot; path = path.Parent)
            {
                if (seen.Add(path))
                {
                    missing.Add((path, resolved.Existing, parentTime));
                }
            }
        }

        return new MountStubs(missing);
    }

    /// <summary>Removes them from the upper directory of the overlay, which is not mounted any more.</summary>
    public void Remove(RootedDirectory upper)
    {
        // Deepest first, so that directories are empty when their turn comes.
        foreach (var (path, _, _) in _missing.OrderByDescending(m => m.Path.Bytes.Length))
        {
            RemoveIfEmpty(upper, path);
        }

        foreach (var (path, parent, time) in _missing)
        {
            if (!upper.TryStat(path, out _) && upper.TryStat(parent, out var status) && status.IsDirectory)
            {
                RestoreTime(upper, parent, time);
            }
        }
    }

    private static void RemoveIfEmpty(RootedDirectory upper, UnixPath path)
    {
        if (!upper.TryStat(path, out var status))
        {
            return;
        }

        if (status.IsDirectory && upper.Enumerate(path).Count == 0)
        {
            upper.RemoveDirectory(path);
        }
        else if (status is { IsRegular: true, Size: 0 })
        {
            upper.Remove(path);
        }
    }

    // What the step itself changed in the directory moved its time too; then the time must stay.
    private static void RestoreTime(RootedDirectory upper, UnixPath parent, UnixTime time)
    {
        if (upper.Enumerate(parent).Count == 0 || parent.IsRoot)
        {
            upper.SetTimes(parent, time);
        }
    }
}
