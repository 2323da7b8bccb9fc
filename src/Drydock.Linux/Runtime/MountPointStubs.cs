using Drydock.Linux.Files;

namespace Drydock.Linux.Runtime;

/// <summary>
/// Empty files and directories in a root file system that only serve to mount something on. They are no work of the
/// command, and must not become part of a layer.
/// </summary>
/// <remarks>
/// They are removed when they are still there, and empty; the directories that hold them keep their times. The command may
/// have put links on the way meanwhile: a path that leads through one now is left alone (CVE-2024-23652).
/// </remarks>
public sealed class MountPointStubs
{
    private const int DirectoryMode = 0b111_101_101, FileMode = 0b110_100_100;

    private readonly List<UnixPath> _made = [];

    private MountPointStubs()
    {
    }

    /// <summary>
    /// Makes what is missing. Runtimes would do that too, but change the times of the directories that hold it, and crun
    /// makes directories with a sticky bit, which stay when the command puts something in them.
    /// </summary>
    /// <param name="root">The root file system before the container runs.</param>
    /// <param name="places">The mount points, see <see cref="MountTargets.Places"/>.</param>
    /// <exception cref="LinuxException">Something cannot be made.</exception>
    public static MountPointStubs Make(RootedDirectory root, IEnumerable<MountPlace> places)
    {
        var stubs = new MountPointStubs();
        var held = new Dictionary<UnixPath, UnixTime>();
        foreach (var (target, isDirectory) in places)
        {
            if (!target.Exists)
            {
                held.TryAdd(target.Existing, root.Stat(target.Existing).ModifiedTime);
                stubs.MakeDirectories(root, target.Path.Parent, target.Existing);
                stubs.MakeOne(root, target.Path, isDirectory);
            }
        }

        foreach (var (holder, time) in held)
        {
            root.SetTimes(holder, time);
        }

        return stubs;
    }

    /// <summary>Removes the stubs.</summary>
    /// <param name="root">The root file system after the container ran, with nothing mounted in it any more.</param>
    /// <exception cref="LinuxException">A stub is there, but cannot be removed.</exception>
    public void Remove(RootedDirectory root)
    {
        // What was made last lies deepest.
        foreach (var path in Enumerable.Reverse(_made))
        {
            if (LeadsThroughNoLink(root, path) && root.TryStat(path, out var status))
            {
                var time = root.Stat(path.Parent).ModifiedTime;
                if (RemoveIfEmpty(root, path, status))
                {
                    root.SetTimes(path.Parent, time);
                }
            }
        }
    }

    private void MakeDirectories(RootedDirectory root, UnixPath path, UnixPath existing)
    {
        if (path != existing)
        {
            MakeDirectories(root, path.Parent, existing);
            MakeOne(root, path, isDirectory: true);
        }
    }

    // Several mounts may have missing directories in common.
    private void MakeOne(RootedDirectory root, UnixPath path, bool isDirectory)
    {
        if (_made.Contains(path))
        {
            return;
        }

        if (isDirectory)
        {
            root.CreateDirectory(path, DirectoryMode);
        }
        else
        {
            root.CreateFileHandle(path, FileMode).Dispose();
        }

        _made.Add(path);
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
