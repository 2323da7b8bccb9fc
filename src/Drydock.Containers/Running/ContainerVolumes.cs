using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Runtime;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Containers.Running;

/// <summary>The mounts of a container, made ready on the host's side.</summary>
internal sealed class ContainerVolumes(Store store)
{
    /// <summary>What the runtime mounts, in order.</summary>
    /// <param name="mounts">The mounts.</param>
    /// <param name="root">The container's root, from which new volumes are filled.</param>
    /// <param name="cancellationToken">Ends the filling; a volume that is not full does not stay.</param>
    /// <exception cref="ContainerException">A path of the host does not exist.</exception>
    internal async Task<IReadOnlyList<SandboxMount>> OpenAsync(IReadOnlyList<ContainerMount> mounts, RootedDirectory root, CancellationToken cancellationToken)
    {
        var opened = new List<SandboxMount>();
        foreach (var mount in mounts)
        {
            opened.Add(mount.Kind switch
            {
                ContainerMountKind.Memory => new SandboxMount(mount.Destination, null, mount.ReadOnly)
                {
                    SizeBytes = mount.SizeBytes,
                    Mode = mount.Mode,
                    NoSuid = true,
                    NoExecute = !mount.Executable,
                },
                ContainerMountKind.Volume => new SandboxMount(mount.Destination, await OpenVolumeAsync(mount, root, cancellationToken), mount.ReadOnly),
                _ => new SandboxMount(mount.Destination, mount.Source, mount.ReadOnly),
            });
        }

        return opened;
    }

    // A new volume begins as what the image has at that place, with its owner and mode.
    private Task<string> OpenVolumeAsync(ContainerMount mount, RootedDirectory root, CancellationToken cancellationToken)
    {
        var path = UnixPath.FromText(mount.Destination);
        if (mount.NoCopy || !root.TryStat(path, out var status, followSymlink: true) || !status.IsDirectory)
        {
            return store.Volumes.OpenAsync(mount.Source, 0b111_101_101, 0, 0, fill: null);
        }

        return store.Volumes.OpenAsync(mount.Source, status.Mode, status.Uid, status.Gid, target =>
        {
            using var from = root.OpenSubdirectory(path);
            TreeCopy.Copy(from, target, store.Temp, cancellationToken);
            return Task.CompletedTask;
        });
    }
}
