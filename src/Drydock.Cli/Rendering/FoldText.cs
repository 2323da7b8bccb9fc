using Drydock.Images.Folding;
using Drydock.Layers.Folding;

namespace Drydock.Cli.Rendering;

/// <summary>What another form of layers saved, and what it costs.</summary>
internal static class FoldText
{
    /// <summary>One line, such as <c>layers folded: 67.1MB → 33.6MB; 1 of 2 rewritten (33.6MB not shared with the exact form), 1 gone</c>.</summary>
    public static string Of(FoldedLayers folded)
    {
        var own = folded.Exact.Count - folded.BaseLayers;
        var word = folded.Form == LayerForm.Flat ? "merged" : "folded";
        if (folded.Rewritten.Count == 0 && folded.BytesAfter == folded.BytesBefore)
        {
            return $"layers {word}: nothing to save in {Count(own)} above the base";
        }

        var saved = $"layers {word}: {StatusText.ShortBytes(folded.BytesBefore)} → {StatusText.ShortBytes(folded.BytesAfter)}";
        var cost = $"{folded.Rewritten.Count} new ({StatusText.ShortBytes(folded.Rewritten.Sum(l => l.TarBytes))}, not shared with images of the exact layers)";
        var kept = folded.Own.OfType<Storage.LayerRecord>().Count() - folded.Rewritten.Count;
        return $"{saved}; of {Count(own)} above the base: {cost}, {kept} as before, {own - kept - folded.Rewritten.Count} gone";
    }

    private static string Count(int layers) => layers == 1 ? "1 layer" : $"{layers} layers";
}
