using Drydock.Layers.Diff;

namespace Drydock.Layers.Folding;

/// <summary>Decides which layer holds what: files, deletions, and what is said of directories.</summary>
/// <remarks>
/// Invariants: the topmost layer that lists a directory says what the last of the original layers said;
/// a deletion never stands above something that it would hide; a layer that has nothing to gain is left as it is.
/// </remarks>
internal sealed class FoldLayout
{
    private readonly LayerStack _stack;
    private readonly bool _flat;
    private readonly bool[] _rewritten;

    public FoldLayout(LayerStack stack, bool flat, CancellationToken cancellationToken)
    {
        (_stack, _flat) = (stack, flat);
        _rewritten = new bool[stack.Count];
        if (flat)
        {
            Array.Fill(_rewritten, true, stack.BaseLayers, stack.Count - stack.BaseLayers);
        }
        else
        {
            CopyClaims.Run(stack, cancellationToken);
            FindChanged();
        }

        Place(stack.Root, baseIsHidden: false);
    }

    /// <summary>Whether a layer is written anew.</summary>
    public bool IsRewritten(int layer) => _rewritten[layer];

    /// <summary>Where what a layer brought goes.</summary>
    public int TargetOf(int layer) => _flat ? Math.Min(layer, _stack.BaseLayers) : layer;

    private void FindChanged()
    {
        for (var layer = _stack.BaseLayers; layer < _stack.Count; layer++)
        {
            _rewritten[layer] |= _stack.HasVainWhiteout[layer] || _stack.EntryCounts[layer] == 0;
            foreach (var file in _stack.FilesOf(layer))
            {
                _rewritten[layer] |= file.LostName || file.Place is not null;
            }
        }

        foreach (var directory in _stack.EndedDirectories)
        {
            foreach (var listing in directory.Listings)
            {
                _rewritten[listing.Layer] |= IsOwn(listing.Layer);
            }
        }
    }

    private bool IsOwn(int layer) => layer >= _stack.BaseLayers;

    /// <summary>Places a path and all below it; returns the layers that have something there.</summary>
    private HashSet<int>? Place(StackSlot slot, bool baseIsHidden)
    {
        if (slot.Top is not { } file)
        {
            return slot.Hidden is null || baseIsHidden ? null : [slot.WhiteoutAt = TargetOf(slot.ClearedAt)];
        }

        if (!file.IsDirectory)
        {
            return IsOwn(file.Layer) ? [TargetOf((file.Place ?? file.Data).Layer)] : null;
        }

        HashSet<int>? used = null;
        if (!baseIsHidden && slot.Hidden is { IsDirectory: true } && TargetOf(slot.HiddenAt) < TargetOf(file.Layer))
        {
            // The old directory went before the new one came: one deletion hides all of it.
            used = [slot.WhiteoutAt = slot.HiddenAt];
            baseIsHidden = true;
        }

        HashSet<int>? below = null;
        foreach (var child in slot.Children)
        {
            if (Place(child, baseIsHidden) is { } layers)
            {
                (below ??= []).UnionWith(layers);
            }
        }

        PlaceDirectory(slot, file, below ?? []);
        foreach (var listing in slot.Placed ?? [])
        {
            (used ??= []).Add(listing.Layer);
        }

        if (below is not null)
        {
            (used ??= []).UnionWith(below);
        }

        return used;
    }

    private void PlaceDirectory(StackSlot slot, StackFile directory, HashSet<int> below)
    {
        var placed = new SortedDictionary<int, LayerEntry>();
        // The root is there in any case; what no layer says of it stays unsaid.
        var isMade = IsOwn(directory.Layer) && slot.Parent is not null;
        foreach (var layer in below)
        {
            // Where the original only implies the directory, so does the new layer: it looks as below.
            if (_rewritten[layer] && (_flat || ListingOf(directory, layer) is not { Attributes: null }) && (isMade || directory.LastListing is not null))
            {
                placed[layer] = ListingOf(directory, layer)?.Attributes ?? directory.Attributes;
            }
        }

        if (isMade || (IsOwn(directory.Layer) && ListingOf(directory, directory.Layer) is { Attributes: not null }))
        {
            placed[TargetOf(directory.Layer)] = ListingOf(directory, directory.Layer)?.Attributes ?? StackMerger.Implied;
        }

        if (_flat)
        {
            foreach (var layer in placed.Keys.ToArray())
            {
                placed[layer] = directory.Attributes;
            }
        }
        else
        {
            KeepListings(directory, placed);
        }

        EndWithLastWord(directory, placed);
        slot.Placed = placed.Count == 0 ? null : [.. placed.Select(p => new DirectoryListing(p.Key, p.Value))];
    }

    /// <summary>Adds the layers that are left as they are.</summary>
    private void KeepListings(StackFile directory, SortedDictionary<int, LayerEntry> placed)
    {
        foreach (var (layer, attributes) in directory.Listings)
        {
            if (IsOwn(layer) && !_rewritten[layer] && attributes is not null)
            {
                placed[layer] = attributes;
            }
        }
    }

    /// <summary>Sees to it that the directory ends up with what the last layer said of it.</summary>
    private void EndWithLastWord(StackFile directory, SortedDictionary<int, LayerEntry> placed)
    {
        if (directory.LastListing is not { Attributes: { } last } listing || !IsOwn(listing.Layer))
        {
            return;
        }

        var (top, seen) = placed.Count > 0 ? (placed.Keys.Last(), placed.Values.Last()) : (-1, directory.AttributesBelow(_stack.BaseLayers));
        if (seen is not null && ChangeWalk.SameAttributes(seen, last))
        {
            return;
        }

        if (top < 0)
        {
            // Only what was in it is gone: the time of that stays, in the lowest layer that is written anew.
            top = TargetOf(directory.Listings.First(l => IsOwn(l.Layer) && l.Attributes is not null && _rewritten[l.Layer]).Layer);
        }

        // A layer is not written anew for a directory's time alone.
        placed[_rewritten[top] ? top : listing.Layer] = last;
    }

    private static DirectoryListing? ListingOf(StackFile directory, int layer)
    {
        foreach (var listing in directory.Listings)
        {
            if (listing.Layer == layer)
            {
                return listing;
            }
        }

        return null;
    }
}
