using Drydock.Linux.Interop;

namespace Drydock.Linux.Mounts;

/// <summary>Mounts EROFS images straight from files, without a loop device: Linux 6.12 with CONFIG_EROFS_FS_BACKED_BY_FILE.</summary>
public static class ErofsMount
{
    /// <summary>Mounts an image, read-only.</summary>
    /// <param name="index">The image: a file of the host, not on tmpfs or overlayfs.</param>
    /// <param name="devices">The files its data lie in, in the order of the image's device table; may be empty.</param>
    /// <param name="target">An existing directory.</param>
    /// <exception cref="LinuxException">The kernel refused, or a path holds a comma, which cannot be said to it.</exception>
    public static void Mount(string index, IReadOnlyList<string> devices, string target)
    {
        if (devices.FirstOrDefault(device => device.Contains(',', StringComparison.Ordinal)) is { } bad)
        {
            throw new LinuxException(Errno.EINVAL, $"mount {index} (erofs) on", target, $"the path of its data must not hold a comma: {bad}");
        }

        var data = string.Join(',', devices.Select(device => "device=" + device));
        Mounts.Mount.Classic(index, target, "erofs", MountOptions.ReadOnly | MountOptions.NoDevices, data);
    }
}
