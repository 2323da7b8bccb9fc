namespace Drydock.Layers.Whiteouts;

/// <summary>The namespace overlayfs keeps its own xattrs in.</summary>
public enum OverlayXattrs
{
    /// <summary><c>trusted.overlay.</c>, as root.</summary>
    Trusted,

    /// <summary><c>user.overlay.</c>, with the mount option <c>userxattr</c>.</summary>
    User,
}
