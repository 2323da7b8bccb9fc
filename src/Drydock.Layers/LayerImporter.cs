using Drydock.Layers.Erofs;

namespace Drydock.Layers;

/// <summary>Takes in a layer tar that was written elsewhere: byte for byte, with index and DiffID.</summary>
public static class LayerImporter
{
    /// <summary>
    /// Copies an uncompressed layer tar to <paramref name="output"/> while its DiffID is computed and
    /// <paramref name="index"/> is told of every entry.
    /// </summary>
    /// <exception cref="LayerException">The tar is damaged or goes over a limit.</exception>
    public static LayerSummary Import(Stream tar, Stream output, ErofsIndexBuilder? index = null, LayerLimits? limits = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
