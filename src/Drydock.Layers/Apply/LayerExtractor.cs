using Drydock.Layers.Tar;
using Drydock.Linux;

namespace Drydock.Layers.Apply;

/// <summary>Extracts a layer into a directory and nowhere else.</summary>
public static class LayerExtractor
{
    /// <summary>Applies all entries of <paramref name="layer"/> to <paramref name="target"/>.</summary>
    /// <exception cref="LayerException">The layer is damaged, goes over a limit, or cannot be applied.</exception>
    public static void Apply(TarReader layer, RootedDirectory target, ApplyOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
