using Drydock.Linux.Files;

namespace Drydock.Linux.Runtime;

/// <summary>Where the mounts of a sandbox go in a root file system.</summary>
public sealed class MountTargets
{
    private readonly List<MountPlace> _places = [];

    private MountTargets()
    {
    }

    /// <summary>
    /// Says what is wrong with the first mount that cannot be made: a directory goes on a directory, anything else on no
    /// directory. Null when nothing is.
    /// </summary>
    /// <remarks>mount(2): ENOTDIR. A runtime only says so in words of its own, after it has begun.</remarks>
    public string? Misfit { get; private set; }

    /// <summary>The places, in the order of the mounts, up to a misfit. Those inside of an earlier one are left to the runtime.</summary>
    public IReadOnlyList<MountPlace> Places => _places;

    /// <summary>Finds them.</summary>
    /// <param name="root">The root file system before the container runs.</param>
    /// <param name="spec">The sandbox.</param>
    /// <exception cref="LinuxException">A path cannot be resolved.</exception>
    public static MountTargets Find(RootedDirectory root, RuntimeSpec spec)
    {
        var targets = new MountTargets();
        foreach (var mount in spec.Mounts.Where(mount => mount.Source != spec.Root.Path))
        {
            targets.Add(root, mount);
            if (targets.Misfit is not null)
            {
                break;
            }
        }

        return targets;
    }

    private void Add(RootedDirectory root, MountSpec mount)
    {
        var destination = UnixPath.FromText(mount.Destination);

        // No link leads out of a place, but ".." does.
        if (IsCovered(destination) && destination.Bytes.IndexOf(".."u8) < 0)
        {
            return;
        }

        ResolvedPath place;
        try
        {
            place = root.Resolve(destination);
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            Misfit = $"cannot mount on {mount.Destination}: the path leads through a file";
            return;
        }

        if (IsCovered(place.Path))
        {
            return;
        }

        var isDirectory = mount.Type != "bind" || HostFolder.Exists(mount.Source);
        _places.Add(new MountPlace(place, isDirectory));
        if (place.Exists && root.Stat(place.Path).IsDirectory != isDirectory)
        {
            Misfit = isDirectory
                ? $"cannot mount a directory on {mount.Destination}: a file is there"
                : $"cannot mount a file on {mount.Destination}: a directory is there";
        }
    }

    private bool IsCovered(UnixPath path) => _places.Exists(place => path.StartsWith(place.Target.Path));
}
