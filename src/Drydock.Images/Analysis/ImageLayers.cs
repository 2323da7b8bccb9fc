using Drydock.Images.Records;
using Drydock.Layers;
using Drydock.Layers.Folding;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Analysis;

/// <summary>The layers of an image of the store, open to look into them.</summary>
public sealed class ImageLayers : IDisposable
{
    private readonly List<FileStream> _tars;

    private ImageLayers(StoredImage image, List<FileStream> tars, int baseLayers, CancellationToken cancellationToken)
    {
        (Image, _tars) = (image, tars);
        try
        {
            Stack = LayerStack.Read([.. tars.Select(t => t.SafeFileHandle)], baseLayers, cancellationToken);
        }
        catch (LayerException e)
        {
            throw new ImageException($"image {image.Id}: {e.Message}", e);
        }
    }

    /// <summary>The image.</summary>
    public StoredImage Image { get; }

    /// <summary>What the layers have.</summary>
    public LayerStack Stack { get; }

    /// <summary>Opens an image.</summary>
    /// <param name="store">The store.</param>
    /// <param name="image">The image.</param>
    /// <param name="from">What it was built from, see <see cref="CountBelow"/>; null for nothing.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ImageException">A layer cannot be read, or <paramref name="from"/> is not below the image.</exception>
    /// <exception cref="StoreException">The store has lost a layer.</exception>
    public static ImageLayers Open(Store store, StoredImage image, string? from, CancellationToken cancellationToken)
    {
        var below = CountBelow(store, image, from);
        var tars = new List<FileStream>();
        try
        {
            tars.AddRange(image.Layers.Select(l => store.Blobs.OpenRead(l.DiffId)));
            return new ImageLayers(image, tars, below, cancellationToken);
        }
        catch
        {
            tars.ForEach(tar => tar.Dispose());
            throw;
        }
    }

    /// <summary>How many layers of an image are those of what it was built from.</summary>
    /// <param name="store">The store.</param>
    /// <param name="image">The image.</param>
    /// <param name="from">Another image of the store, or the DiffID (or its beginning) of the last layer that counts; null for nothing.</param>
    /// <exception cref="ImageException">It is neither an image below this one nor a layer of it.</exception>
    public static int CountBelow(Store store, StoredImage image, string? from)
    {
        if (from is null)
        {
            return 0;
        }

        var hex = from.StartsWith("sha256:", StringComparison.Ordinal) ? from[7..] : from;
        var layer = hex.Length < 4 ? -1 : image.Layers.ToList().FindLastIndex(l => l.DiffId.Hex.StartsWith(hex, StringComparison.Ordinal));
        if (layer >= 0)
        {
            return layer + 1;
        }

        if (ImageLookup.TryFind(store, from) is not { } below)
        {
            throw new ImageException($"{from} is neither a layer of the image nor an image of the store\nits layers are in: drydock inspect -f '{{{{json .RootFS.Layers}}}}' {image.Id.ShortHex}");
        }

        return below.Layers.Count <= image.Layers.Count && below.Layers.Zip(image.Layers, (a, b) => a.DiffId == b.DiffId).All(same => same)
            ? below.Layers.Count
            : throw new ImageException($"the image was not built from {from}: its lowest layers are others\nsee \"drydock history\" for what it was built from");
    }

    /// <summary>The history entry of each layer, lowest first; null for one that history does not tell of.</summary>
    public IReadOnlyList<HistoryEntry?> Instructions()
    {
        var entries = (Image.Config?.History ?? []).Where(h => h.EmptyLayer != true).ToList();
        return [.. Enumerable.Range(0, Stack.Count).Select(i => i < entries.Count ? entries[i] : null)];
    }

    /// <inheritdoc/>
    public void Dispose() => _tars.ForEach(tar => tar.Dispose());
}
