using Drydock.Linux.Mounts;

namespace Drydock.Linux.Files;

/// <content>Showing files of a root elsewhere.</content>
public sealed partial class RootedDirectory
{
    /// <summary>Shows a file or directory at another place, by bind mount.</summary>
    /// <param name="path">The file; links are followed inside the root.</param>
    /// <param name="target">Where: a path of the product's own folders; a file for a file, a directory for a directory.</param>
    /// <param name="options">Restrictions.</param>
    /// <remarks>The file is held open while it is mounted: what is put in its place meanwhile is not what is shown.</remarks>
    public void BindTo(UnixPath path, string target, MountOptions options = MountOptions.None)
    {
        using var handle = OpenObject(path, follow: true);
        Mount.Bind($"/proc/self/fd/{handle.DangerousGetHandle()}", target, options);
    }
}
