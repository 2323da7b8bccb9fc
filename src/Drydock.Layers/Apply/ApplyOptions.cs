using Drydock.Layers.Whiteouts;

namespace Drydock.Layers.Apply;

/// <summary>How a layer is extracted.</summary>
public sealed record ApplyOptions
{
    /// <summary>What becomes of whiteouts. <value>Overlay's form.</value></summary>
    public WhiteoutHandling Whiteouts { get; init; } = WhiteoutHandling.OverlayForm;

    /// <summary>Which xattr namespace marks opaque directories. <value>trusted.</value></summary>
    public OverlayXattrs OverlayXattrs { get; init; } = OverlayXattrs.Trusted;

    /// <summary>Where directories that the layer implies take their attributes from; null gives 0755 0:0.</summary>
    public LowerLookup? Lower { get; init; }

    /// <summary>Told once of each kind of thing that could not be kept as the layer has it.</summary>
    public Action<string>? Warn { get; init; }
}
