using Drydock.Oci;

namespace Drydock.Images.Records;

/// <summary>One line of an image's history.</summary>
/// <param name="Id">The image ID for the last line; null for those below, which have none.</param>
/// <param name="Entry">What the config says.</param>
/// <param name="SizeBytes">Bytes of regular files in the layer it made; 0 where it made none.</param>
public sealed record HistoryLine(Digest? Id, HistoryEntry Entry, long SizeBytes);

/// <summary>What made each layer of an image.</summary>
public static class ImageHistory
{
    /// <summary>The history, the last step first.</summary>
    /// <exception cref="ImageException">The store has lost the config.</exception>
    public static IReadOnlyList<HistoryLine> Of(StoredImage image)
    {
        var config = image.Config ?? throw new ImageException($"the store has lost the config of image {image.Id}; pull or build the image again");
        var lines = new List<HistoryLine>();
        var layer = 0;
        foreach (var entry in config.History ?? [])
        {
            // A config may have more entries than layers; those count nothing.
            var size = entry.EmptyLayer != true && layer < image.Layers.Count ? image.Layers[layer++].FileBytes : 0;
            lines.Add(new HistoryLine(null, entry, size));
        }

        lines.Reverse();
        return lines.Count == 0 ? [] : [lines[0] with { Id = image.Id }, .. lines.Skip(1)];
    }
}
