namespace Drydock.Layers.Whiteouts;

/// <summary>The forms overlayfs gives to deletions, as against the layer's own names.</summary>
/// <remarks>Linux, Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories".</remarks>
internal static class OverlayForm
{
    /// <summary>The value that marks a directory opaque.</summary>
    public static ReadOnlySpan<byte> OpaqueValue => "y"u8;

    /// <summary>The attribute that marks a directory opaque.</summary>
    public static byte[] OpaqueName(OverlayXattrs names) =>
        (names == OverlayXattrs.User ? "user.overlay.opaque"u8 : "trusted.overlay.opaque"u8).ToArray();

    /// <summary>
    /// Whether an attribute is one of overlayfs's own. The kernel acts on some of them
    /// (<c>redirect</c>, <c>metacopy</c>), so none may come in from an archive, and none of those it
    /// leaves behind (<c>origin</c>, <c>impure</c>, <c>nlink</c>) may go out.
    /// </summary>
    public static bool IsOwn(Xattr attribute) =>
        attribute.Name.AsSpan().StartsWith("trusted.overlay."u8) || attribute.Name.AsSpan().StartsWith("user.overlay."u8);

    /// <summary>Whether a file of this kind stands for a deletion.</summary>
    public static bool IsWhiteout(LayerEntry entry) =>
        entry is { Type: LayerEntryType.CharacterDevice, DevMajor: 0, DevMinor: 0 };

    /// <summary>Whether these attributes of an upper directory hide all that is below it.</summary>
    public static bool IsOpaque(XattrSet attributes) =>
        attributes.Find("trusted.overlay.opaque"u8) is [(byte)'y'] || attributes.Find("user.overlay.opaque"u8) is [(byte)'y'];
}
