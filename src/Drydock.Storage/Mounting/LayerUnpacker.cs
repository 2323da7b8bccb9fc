using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Tar;
using Drydock.Linux.Files;

namespace Drydock.Storage.Mounting;

/// <summary>Unpacks layers that the store has: their bytes are what they were, but what they say may be impossible.</summary>
internal static class LayerUnpacker
{
    /// <summary>Applies the tar of a layer to a directory.</summary>
    /// <param name="tar">The tar; it is closed.</param>
    /// <param name="name">What the layer is called, for messages.</param>
    /// <param name="root">The directory.</param>
    /// <param name="whiteouts">What becomes of whiteouts.</param>
    /// <exception cref="StoreException">No tree can be what the layer says.</exception>
    public static void Apply(Stream tar, string name, RootedDirectory root, WhiteoutHandling whiteouts)
    {
        try
        {
            using var reader = new TarReader(tar);
            LayerExtractor.Apply(reader, root, new ApplyOptions { Whiteouts = whiteouts });
        }
        catch (LayerException e)
        {
            throw new StoreException($"layer {name} cannot be unpacked: {e.Message}\nthe image that has it cannot be used: remove it with \"drydock rmi\", and have it made anew", e);
        }
    }
}
