using Drydock.Linux.Files;

namespace Drydock.Linux.Runtime;

/// <summary>
/// Empty files and directories that a runtime makes in a root file system to mount on. They are no work of the command,
/// and must not become part of a layer.
/// </summary>
/// <remarks>
/// What was not there before, and is there after as an empty file or directory, is removed; the time of the directory
/// that held it is set back. The command may have put links on the way meanwhile: a path that leads through one now is
/// left alone (CVE-2024-23652).
/// </remarks>
public sealed class MountPointStubs
{
    private readonly List<(UnixPath Path, UnixPath Holder, UnixTime HolderTime)> _missing = [];

    private MountPointStubs()
    {
    }

    /// <summary>
    /// Notes which mount points are missing, and makes the directories above them. Runtimes would do that too, but crun with
    /// a sticky bit, and such a directory stays when the command puts something in it.
    /// </summary>
    /// <param name="root">The root file system before the container runs.</param>
    /// <param name="destinations">The mount points: absolute paths inside.</param>
    /// <exception cref="LinuxException">A path cannot be resolved.</exception>
    public static MountPointStubs Record(RootedDirectory root, IEnumerable<string> destinations)
    {
        var stubs = new MountPointStubs();
        var seen = new HashSet<UnixPath>();
        var mounted = new HashSet<UnixPath>();
        foreach (var destination in destinations)
        {
            var resolved = root.Resolve(UnixPath.FromText(destination));
            mounted.Add(resolved.Path);
            if (resolved.Exists)
            {
                continue;
            }

            // Each missing component on the way down becomes a directory of its own.
            var holderTime = root.Stat(resolved.Existing).ModifiedTime;
            for (var path = resolved.Path; path != resolved.Existing; path = path.Parent)
            {
                if (seen.Add(path))
                {
                    stubs._missing.Add((path, resolved.Existing, holderTime));
                }
            }
        }

        // The deepest first.
        stubs._missing.Sort((a, b) => b.Path.Bytes.Count((byte)'/').CompareTo(a.Path.Bytes.Count((byte)'/')));
        for (var i = stubs._missing.Count - 1; i >= 0; i--)
        {
            if (!IsCovered(stubs._missing[i].Path, mounted))
            {
                root.CreateDirectory(stubs._missing[i].Path, 0b111_101_101);
            }
        }

        return stubs;
    }

    // A mount point, or below one: what is made there now would not be seen.
    private static bool IsCovered(UnixPath path, HashSet<UnixPath> mounted)
    {
        while (!path.IsRoot && !mounted.Contains(path))
        {
            path = path.Parent;
        }

        return !path.IsRoot;
    }

    /// <summary>Removes the stubs.</summary>
    /// <param name="root">The root file system after the container ran, with nothing mounted in it any more.</param>
    /// <exception cref="LinuxException">A stub is there, but cannot be removed.</exception>
    public void Remove(RootedDirectory root)
    {
        foreach (var (path, holder, time) in _missing)
        {
            if (LeadsThroughNoLink(root, path) && root.TryStat(path, out var status) && RemoveIfEmpty(root, path, status) && LeadsThroughNoLink(root, holder))
            {
                root.SetTimes(holder, time);
            }
        }
    }

    private static bool RemoveIfEmpty(RootedDirectory root, UnixPath path, in FileStatus status)
    {
        if (status.IsDirectory)
        {
            return root.Enumerate(path).Count == 0 && root.RemoveDirectory(path);
        }

        return status is { IsRegular: true, Size: 0 } && root.Remove(path);
    }

    private static bool LeadsThroughNoLink(RootedDirectory root, UnixPath path)
    {
        try
        {
            return root.Resolve(path) is { Exists: true } resolved && resolved.Path == path;
        }
        catch (LinuxException e) when (e.IsNotFound || e.IsSymbolicLinkLoop)
        {
            return false;
        }
    }
}
