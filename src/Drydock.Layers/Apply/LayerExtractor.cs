using Drydock.Layers.Tar;
using Drydock.Linux.Files;

namespace Drydock.Layers.Apply;

/// <summary>Extracts a layer into a directory and nowhere else.</summary>
/// <remarks>
/// Hostile and merely odd layers look alike, and the odd ones must work: names are contained in the
/// target, not refused. <c>..</c> stops at the root, absolute links begin there, an entry replaces
/// whatever stands in its way. Links in the directory part of a name are followed inside the target;
/// the last component never is.
/// </remarks>
public static class LayerExtractor
{
    /// <summary>Applies all entries of <paramref name="layer"/> to <paramref name="target"/>.</summary>
    /// <param name="layer">The layer, at its beginning; it is read to the end of the archive.</param>
    /// <param name="target">The directory; for <see cref="WhiteoutHandling.OverlayForm"/> an empty one.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    /// <exception cref="LayerException">The layer is damaged, goes over a limit, or cannot be applied.</exception>
    /// <exception cref="Drydock.Linux.LinuxException">The file system refuses: no space left, a name too long.</exception>
    public static void Apply(TarReader layer, RootedDirectory target, ApplyOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var extraction = new Extraction(layer, target, options ?? new ApplyOptions());
        while (layer.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            extraction.Apply(entry);
        }

        extraction.FinishDirectories();
    }
}
