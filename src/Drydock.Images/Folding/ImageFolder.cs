using System.Globalization;
using System.Text;
using Drydock.Layers;
using Drydock.Layers.Folding;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Folding;

/// <summary>Gives layers of the store another form, and remembers the result.</summary>
public sealed class ImageFolder(Store store)
{
    private const string Nothing = "-";

    /// <summary>The result for layers that were folded before; null when they were not, or it is gone from the store.</summary>
    /// <param name="layers">The layers, lowest first; each has a tar.</param>
    /// <param name="baseLayers">How many of them not to touch.</param>
    /// <param name="form">The form that is wanted.</param>
    public FoldedLayers? Find(IReadOnlyList<LayerRecord> layers, int baseLayers, LayerForm form)
    {
        if (form == LayerForm.Exact || layers.Count <= baseLayers)
        {
            return new FoldedLayers(form, baseLayers, layers, [.. layers.Skip(baseLayers)]);
        }

        var key = KeyOf(layers, baseLayers, form);
        if (store.Cache.Find(key) is not { Value: { } value })
        {
            return null;
        }

        var own = new List<LayerRecord?>();
        foreach (var word in value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var known = word == Nothing ? null : Digest.TryParse(word, out var diffId) ? store.Layers.Find(diffId) : null;
            if (known is null && word != Nothing)
            {
                return null;
            }

            own.Add(known);
        }

        store.Cache.MarkUsed(key, store.Time.GetUtcNow());
        return new FoldedLayers(form, baseLayers, layers, own);
    }

    /// <summary>Folds layers, unless that was done before.</summary>
    /// <param name="layers">The layers, lowest first; each has a tar.</param>
    /// <param name="baseLayers">How many of them not to touch.</param>
    /// <param name="form">The form that is wanted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ImageException">A layer cannot be read.</exception>
    /// <exception cref="StoreException">The store has lost a layer.</exception>
    public FoldedLayers Fold(IReadOnlyList<LayerRecord> layers, int baseLayers, LayerForm form, CancellationToken cancellationToken)
    {
        if (Find(layers, baseLayers, form) is { } known)
        {
            return known;
        }

        var tars = new List<FileStream>();
        try
        {
            tars.AddRange(layers.Select(l => store.Blobs.OpenRead(l.DiffId!.Value)));
            var stack = LayerStack.Read([.. tars.Select(t => t.SafeFileHandle)], baseLayers, cancellationToken);
            var own = LayerFolder.Plan(stack, form, cancellationToken).Select(layer => Write(stack, layer, layers[layer.Layer], cancellationToken)).ToList();
            Remember(KeyOf(layers, baseLayers, form), own);
            return new FoldedLayers(form, baseLayers, layers, own);
        }
        catch (LayerException e)
        {
            throw new ImageException($"the layers cannot be given another form: {e.Message}", e);
        }
        finally
        {
            tars.ForEach(tar => tar.Dispose());
        }
    }

    private LayerRecord? Write(LayerStack stack, FoldedLayer layer, LayerRecord exact, CancellationToken cancellationToken)
    {
        if (layer.IsKept || layer.IsEmpty)
        {
            return layer.IsKept ? exact : null;
        }

        using var draft = store.NewLayer(stack.Find);
        using var writer = draft.OpenWriter();
        layer.WriteTo(writer, cancellationToken);
        return draft.Commit(writer.Complete());
    }

    private void Remember(Digest key, IEnumerable<LayerRecord?> own) => store.Cache.Write(key, new CacheRecord
    {
        Value = string.Join(' ', own.Select(l => l?.DiffId.ToString() ?? Nothing)),
        Created = OciTime.Format(store.Time.GetUtcNow()),
        Ingredients = [],
    });

    private static Digest KeyOf(IReadOnlyList<LayerRecord> layers, int baseLayers, LayerForm form) => Digest.OfBytes(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"layers 1 {form} {baseLayers} {string.Join(' ', layers.Select(l => l.DiffId))}")));
}
