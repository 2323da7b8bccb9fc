using static Drydock.Linux.Interop.Libc;

namespace Drydock.Linux.Mounts;

/// <summary>Restrictions that hold for one mount, whatever the file system in it would allow.</summary>
[Flags]
public enum MountOptions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Nothing in it can be changed.</summary>
    ReadOnly = 1,

    /// <summary>setuid and setgid bits and file capabilities in it have no effect.</summary>
    NoSuid = 2,

    /// <summary>Device files in it cannot be opened.</summary>
    NoDevices = 4,

    /// <summary>Programs in it cannot be executed.</summary>
    NoExecute = 8,
}

internal static class MountOptionsBits
{
    /// <summary>The bits as fsmount(2) and mount_setattr(2) know them; mount(2) has the same values.</summary>
    internal static uint ToAttributes(this MountOptions options) =>
        (options.HasFlag(MountOptions.ReadOnly) ? MountAttributes.ReadOnly : 0)
        | (options.HasFlag(MountOptions.NoSuid) ? MountAttributes.NoSuid : 0)
        | (options.HasFlag(MountOptions.NoDevices) ? MountAttributes.NoDevices : 0)
        | (options.HasFlag(MountOptions.NoExecute) ? MountAttributes.NoExecute : 0);
}
