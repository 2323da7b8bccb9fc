using Drydock.Layers.Folding;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Folding;

/// <summary>The layers of an image in another form, and what that brought.</summary>
/// <param name="Form">The form.</param>
/// <param name="BaseLayers">How many layers, from the lowest, were not touched.</param>
/// <param name="Exact">The layers as they were, lowest first.</param>
/// <param name="Own">What became of those above the base: null for one of which nothing is left. The flat form has one in all.</param>
public sealed record FoldedLayers(LayerForm Form, int BaseLayers, IReadOnlyList<LayerRecord> Exact, IReadOnlyList<LayerRecord?> Own)
{
    /// <summary>The layers of the image, lowest first.</summary>
    public IReadOnlyList<LayerRecord> Layers => [.. Exact.Take(BaseLayers), .. Own.OfType<LayerRecord>()];

    /// <summary>Bytes of the tars above the base, before.</summary>
    public long BytesBefore => Exact.Skip(BaseLayers).Sum(l => l.TarBytes);

    /// <summary>Bytes of the tars above the base, now.</summary>
    public long BytesAfter => Own.Sum(l => l?.TarBytes ?? 0);

    /// <summary>The layers that are new: a registry or a machine that has the exact ones has to get them.</summary>
    public IReadOnlyList<LayerRecord> Rewritten => [.. Own.OfType<LayerRecord>().Where(l => Exact.All(e => e.DiffId != l.DiffId))];

    /// <summary>The history that fits the layers: an entry whose layer is gone says so, and one layer in place of several has an entry of its own.</summary>
    /// <param name="history">The history that fits the exact layers.</param>
    public IReadOnlyList<HistoryEntry> Apply(IReadOnlyList<HistoryEntry> history)
    {
        var result = new List<HistoryEntry>();
        var layer = 0;
        foreach (var entry in history)
        {
            if (entry.EmptyLayer == true || layer++ < BaseLayers)
            {
                result.Add(entry);
                continue;
            }

            var isGone = Form == LayerForm.Flat || Own.ElementAtOrDefault(layer - 1 - BaseLayers) is null;
            result.Add(isGone ? entry with { EmptyLayer = true } : entry);
        }

        if (Form == LayerForm.Flat && Own is [not null])
        {
            var merged = Exact.Count - BaseLayers;
            result.Add(new HistoryEntry { Created = history.Count > 0 ? history[^1].Created : null, Comment = $"merged from {merged} {(merged == 1 ? "layer" : "layers")}" });
        }

        return result;
    }
}
