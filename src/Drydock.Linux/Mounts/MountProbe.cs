using Drydock.Linux.Files;

namespace Drydock.Linux.Mounts;

/// <summary>Finds out by trying whether file systems can be mounted in a folder.</summary>
public static class MountProbe
{
    /// <summary>Whether an overlay with an upper directory in this folder can be mounted, written and unmounted.</summary>
    /// <param name="folder">An existing, writable folder of the host; left as it was.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>Null when it works, else why not.</returns>
    public static string? WhyNoOverlay(string folder, OverlayOptions? options = null)
    {
        var probe = Path.Combine(folder, ".overlay-probe-" + Guid.NewGuid().ToString("N"));
        string Sub(string name) => Path.Combine(probe, name);
        try
        {
            foreach (var name in (string[])["lower/a", "upper", "work", "merged"])
            {
                Directory.CreateDirectory(Sub(name));
            }

            File.WriteAllText(Sub("lower/a/file"), "below");
            OverlayMount.Mount(Sub("merged"), [Sub("lower")], Sub("upper"), Sub("work"), options);
            try
            {
                File.AppendAllText(Sub("merged/a/file"), " and above");
                Directory.Delete(Sub("merged/a"), recursive: true);
                return Directory.Exists(Sub("lower/a")) && File.Exists(Sub("upper/a")) ? null : "an overlay does not keep its layers apart there";
            }
            finally
            {
                Mount.Unmount(Sub("merged"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            using var root = RootedDirectory.Open(folder);
            root.RemoveTree(UnixPath.FromText(Path.GetFileName(probe)));
        }
    }
}
