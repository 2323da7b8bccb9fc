namespace Drydock.Layers.Folding;

/// <summary>
/// Finds files that are in a layer only because their mode, owner, time or attributes changed, or because
/// they got one more name, and gives them the place of the file whose bytes they repeat.
/// </summary>
internal static class CopyClaims
{
    public static void Run(LayerStack stack, CancellationToken cancellationToken)
    {
        for (var layer = stack.BaseLayers; layer < stack.Count; layer++)
        {
            foreach (var file in stack.FilesOf(layer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (file.Names.Count > 0 && FindPlace(stack, file) is { } source)
                {
                    source.IsTaken = true;
                    file.Place = source.Data;
                }
            }
        }
    }

    /// <summary>The lowest of the files that had the path before, has the same content, and is not used any more.</summary>
    private static StackFile? FindPlace(LayerStack stack, StackFile file)
    {
        StackFile? found = null;
        for (var at = file; at.Replaced is { } old && old.Layer >= stack.BaseLayers && stack.IsCopy(at); at = old)
        {
            if (old.Names.Count == 0 && !old.IsTaken && MayStandIn(file, old.Layer))
            {
                found = old;
            }
        }

        return found;
    }

    /// <summary>Whether nothing between the two layers, which may keep its deletions, hides what a lower layer has at the file's paths.</summary>
    private static bool MayStandIn(StackFile file, int layer)
    {
        foreach (var name in file.Names)
        {
            if (name.ClearedAt > layer)
            {
                return false;
            }

            for (var parent = name.Parent; parent is not null; parent = parent.Parent)
            {
                if (parent.Top!.Layer > layer)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
