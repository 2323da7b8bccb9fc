using Drydock.Linux;

namespace Drydock.Layers.Folding;

/// <summary>Why bytes of a layer are in no file of the image.</summary>
public enum WasteKind
{
    /// <summary>A later layer deletes the file.</summary>
    Deleted,

    /// <summary>A later layer has another file in its place.</summary>
    Replaced,

    /// <summary>A later layer has the same bytes again, because it changed mode, owner, time or attributes, or linked to the file.</summary>
    Copied,
}

/// <summary>A file of a layer whose bytes are in no file of the image.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Layer">The layer that has it, from 0.</param>
/// <param name="ByLayer">The layer that made it useless.</param>
/// <param name="Kind">How.</param>
public sealed record WastedFile(UnixPath Path, long Bytes, int Layer, int ByLayer, WasteKind Kind);

/// <summary>A regular file as a layer has it.</summary>
/// <param name="Path">Its path, the first where it has several.</param>
/// <param name="Attributes">All else that is known of it.</param>
/// <param name="Layer">The layer that has it, from 0.</param>
/// <param name="IsVisible">Whether it is in the image's tree.</param>
/// <param name="Open">Opens its content.</param>
public sealed record StackedFile(UnixPath Path, LayerEntry Attributes, int Layer, bool IsVisible, Func<Stream> Open);
