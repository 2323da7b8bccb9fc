namespace Drydock.Layers.Apply;

/// <summary>What extraction makes of a whiteout.</summary>
public enum WhiteoutHandling
{
    /// <summary>Overlay's own form, for a directory that will be one layer of an overlay.</summary>
    OverlayForm,

    /// <summary>The deletion itself, for a root that holds all layers below already.</summary>
    Delete,

    /// <summary>A file of that name: the archive is no layer.</summary>
    PlainFile,
}
