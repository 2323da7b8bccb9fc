using Drydock.Linux.Files;

namespace Drydock.Linux.Runtime;

/// <summary>Whether what is mounted fits what is there: a directory on a directory, anything else on no directory.</summary>
/// <remarks>mount(2): ENOTDIR. A runtime only says so in words of its own, after it has begun.</remarks>
public static class MountTargets
{
    /// <summary>Says what is wrong with the first mount that cannot be made; null when nothing is.</summary>
    /// <param name="root">The root file system before the container runs.</param>
    /// <param name="spec">The sandbox. What is mounted inside another of its mounts is left to the runtime.</param>
    /// <exception cref="LinuxException">A path cannot be resolved.</exception>
    public static string? FindMisfit(RootedDirectory root, RuntimeSpec spec)
    {
        var covered = new List<UnixPath>();
        foreach (var mount in spec.Mounts)
        {
            ResolvedPath target;
            try
            {
                target = root.Resolve(UnixPath.FromText(mount.Destination));
            }
            catch (LinuxException e) when (e.IsNotFound)
            {
                return $"cannot mount on {mount.Destination}: the path leads through a file";
            }

            if (mount.Source == spec.Root.Path || covered.Exists(target.Path.StartsWith))
            {
                continue;
            }

            covered.Add(target.Path);
            var isDirectory = mount.Type != "bind" || HostFolder.Exists(mount.Source);
            if (target.Exists && root.Stat(target.Path).IsDirectory != isDirectory)
            {
                return isDirectory
                    ? $"cannot mount a directory on {mount.Destination}: a file is there"
                    : $"cannot mount a file on {mount.Destination}: a directory is there";
            }
        }

        return null;
    }
}
