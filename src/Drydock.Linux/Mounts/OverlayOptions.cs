namespace Drydock.Linux.Mounts;

/// <summary>How an overlay is mounted. Redirects are never followed, and metacopy and index are always off.</summary>
/// <remarks>
/// A redirect or a metacopy mark in a layer would make the kernel read another file than the one
/// that the layer shows: nothing that came from an archive may do that.
/// </remarks>
public sealed record OverlayOptions
{
    /// <summary>Whether writes need not reach the disk in order: much cheaper to unmount. Wants a fresh work directory for each mount.</summary>
    /// <value>true</value>
    public bool Volatile { get; init; } = true;

    /// <summary>Whether overlayfs keeps its marks in <c>user.</c> attributes: for mounts in a user namespace.</summary>
    /// <value>false</value>
    public bool UserXattr { get; init; }

    /// <summary>Restrictions of the mount.</summary>
    /// <value>Device files in it cannot be opened: an image may bring one of the host's disk.</value>
    public MountOptions Mount { get; init; } = MountOptions.NoDevices;
}
