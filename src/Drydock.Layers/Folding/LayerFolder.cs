using Drydock.Layers.Whiteouts;
using Drydock.Linux;

namespace Drydock.Layers.Folding;

/// <summary>
/// Makes the layers above a base smaller. The tree that they and the base give together stays the same in
/// everything; the layers of the base are never touched.
/// </summary>
public static class LayerFolder
{
    private static readonly LayerEntry s_whiteout = new() { Path = UnixPath.Root, Type = LayerEntryType.Regular };

    /// <summary>Plans the smaller layers; nothing is written yet.</summary>
    /// <param name="stack">The layers. It serves for one call.</param>
    /// <param name="form"><see cref="LayerForm.Folded"/> or <see cref="LayerForm.Flat"/>.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <returns>One for each layer above the base, lowest first; the flat form has one in all.</returns>
    /// <exception cref="ArgumentException">The exact form needs no plan.</exception>
    public static IReadOnlyList<FoldedLayer> Plan(LayerStack stack, LayerForm form, CancellationToken cancellationToken = default)
    {
        if (form == LayerForm.Exact)
        {
            throw new ArgumentException("The exact form needs no plan.", nameof(form));
        }

        var layout = new FoldLayout(stack, form == LayerForm.Flat, cancellationToken);
        var entries = new List<FoldedEntry>?[stack.Count];
        var targets = Enumerable.Range(stack.BaseLayers, stack.Count - stack.BaseLayers).Select(layout.TargetOf).Distinct().ToList();
        foreach (var layer in targets.Where(layout.IsRewritten))
        {
            entries[layer] = [];
        }

        new Emission(layout, entries).Emit(stack.Root, UnixPath.Root);
        return [.. targets.Select(layer => new FoldedLayer(stack, layer, entries[layer]))];
    }

    /// <summary>Puts everything in its layer, in the order of layers that are written here.</summary>
    private sealed class Emission(FoldLayout layout, List<FoldedEntry>?[] entries)
    {
        private readonly Dictionary<StackFile, UnixPath> _linked = [];

        public void Emit(StackSlot slot, UnixPath path)
        {
            if (slot.WhiteoutAt >= 0)
            {
                entries[slot.WhiteoutAt]?.Add(new FoldedEntry(WhiteoutName.For(path), s_whiteout, default));
            }

            if (slot.Top is { IsDirectory: false } file)
            {
                EmitFile(file, path);
            }
            else if (slot.Top is not null)
            {
                EmitDirectory(slot, path);
            }
        }

        private void EmitDirectory(StackSlot slot, UnixPath path)
        {
            foreach (var (layer, attributes) in slot.Placed ?? [])
            {
                entries[layer]?.Add(new FoldedEntry(path, attributes!, default));
            }

            foreach (var child in slot.Children.OrderBy(c => c.Name, ByteOrder.Instance))
            {
                Emit(child, path.Append(child.Name));
            }
        }

        private void EmitFile(StackFile file, UnixPath path)
        {
            var data = file.Place ?? file.Data;
            if (entries[layout.TargetOf(data.Layer)] is not { } target)
            {
                return;
            }

            if (!_linked.TryGetValue(file, out var first))
            {
                target.Add(new FoldedEntry(path, file.Attributes, data));
                if (file.Names.Count > 1)
                {
                    _linked.Add(file, path);
                }

                return;
            }

            var link = file.Attributes with { Type = LayerEntryType.HardLink, Size = 0, LinkTarget = first.Bytes.ToArray(), Xattrs = XattrSet.Empty, DevMajor = 0, DevMinor = 0 };
            target.Add(new FoldedEntry(path, link, default));
        }
    }
}
