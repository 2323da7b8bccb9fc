namespace Drydock.Layers.Folding;

/// <summary>What becomes of the layers that an image has beyond its base. The final tree is the same in each form.</summary>
public enum LayerForm
{
    /// <summary>The layers as the steps made them.</summary>
    Exact,

    /// <summary>The same layers, without what a later one of them deletes, replaces or only gives other metadata.</summary>
    Folded,

    /// <summary>One layer.</summary>
    Flat,
}
