namespace Drydock.Layers.Folding;

/// <summary>What is in the layers of a stack, and what of it is of no use.</summary>
public static class StackInventory
{
    /// <summary>All regular files of all layers, lowest layer first.</summary>
    public static IEnumerable<StackedFile> Files(LayerStack stack) =>
        Enumerable.Range(0, stack.Count).SelectMany(stack.FilesOf)
            .Where(file => file.Attributes.Type == LayerEntryType.Regular)
            .Select(file => new StackedFile(file.Names.Count > 0 ? file.Names[0].Path : file.Attributes.Path, file.Attributes, file.Layer, file.Names.Count > 0, () => stack.Open(file.Data, file.Attributes.Size)));

    /// <summary>The files whose bytes are in no file of the tree, the largest first.</summary>
    /// <param name="stack">The layers.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    public static IReadOnlyList<WastedFile> Waste(LayerStack stack, CancellationToken cancellationToken = default)
    {
        var successors = new Dictionary<StackFile, StackFile>();
        var files = Enumerable.Range(0, stack.Count).SelectMany(stack.FilesOf).ToList();
        foreach (var file in files.Where(f => f.Replaced is not null))
        {
            successors[file.Replaced!] = file;
        }

        var wasted = new List<WastedFile>();
        foreach (var file in files.Where(f => f is { Names.Count: 0, Attributes: { Type: LayerEntryType.Regular, Size: > 0 } }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var kind = !file.WasReplaced ? WasteKind.Deleted
                : successors.TryGetValue(file, out var next) && stack.IsCopy(next) ? WasteKind.Copied
                : WasteKind.Replaced;
            wasted.Add(new WastedFile(file.Attributes.Path, file.Attributes.Size, file.Layer, file.EndedAt, kind));
        }

        return [.. wasted.OrderByDescending(w => w.Bytes).ThenBy(w => w.Path).ThenBy(w => w.Layer)];
    }
}
