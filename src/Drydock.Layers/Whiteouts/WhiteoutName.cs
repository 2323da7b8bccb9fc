using Drydock.Linux;

namespace Drydock.Layers.Whiteouts;

/// <summary>Names of whiteouts in a layer.</summary>
/// <remarks>OCI image-spec, layer.md, "Whiteouts".</remarks>
public static class WhiteoutName
{
    /// <summary>What a whiteout's name begins with.</summary>
    public static ReadOnlySpan<byte> Prefix => ".wh."u8;

    /// <summary>The name that hides all that lower layers have in its directory.</summary>
    public static ReadOnlySpan<byte> Opaque => ".wh..wh..opq"u8;

    /// <summary>The whiteout of <paramref name="deleted"/>: <c>dir/.wh.name</c>.</summary>
    public static UnixPath For(UnixPath deleted) => throw new NotImplementedException();

    /// <summary>What a whiteout entry deletes; false when <paramref name="path"/> is no plain whiteout.</summary>
    public static bool TryGetDeleted(UnixPath path, out UnixPath deleted) => throw new NotImplementedException();

    /// <summary>Whether the path is an opaque marker; it is about its parent directory.</summary>
    public static bool IsOpaque(UnixPath path) => throw new NotImplementedException();
}
