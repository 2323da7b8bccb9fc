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
    public static UnixPath For(UnixPath deleted) => deleted.Parent.Append([.. Prefix, .. deleted.Name]);

    /// <summary>
    /// What a whiteout entry deletes; false when <paramref name="path"/> is no plain whiteout. Names
    /// that begin with <c>.wh..wh.</c> are reserved and delete nothing, and neither do
    /// <c>.wh.</c>, <c>.wh..</c> and <c>.wh...</c>, which would name no child of their directory.
    /// </summary>
    public static bool TryGetDeleted(UnixPath path, out UnixPath deleted)
    {
        deleted = default;
        if (!path.Name.StartsWith(Prefix) || IsReserved(path))
        {
            return false;
        }

        var name = path.Name[Prefix.Length..];
        if (name.IsEmpty || name is [(byte)'.'] or [(byte)'.', (byte)'.'])
        {
            return false;
        }

        deleted = path.Parent.Append(name);
        return true;
    }

    /// <summary>Whether the path is an opaque marker; it is about its parent directory.</summary>
    public static bool IsOpaque(UnixPath path) => path.Name.SequenceEqual(Opaque);

    /// <summary>
    /// Whether the name is one of AUFS's own (<c>.wh..wh.plnk</c> and the like) or a malformed
    /// whiteout: such entries are never part of the tree.
    /// </summary>
    public static bool IsReserved(UnixPath path) =>
        path.Name.StartsWith(".wh..wh."u8) || path.Name is [(byte)'.', (byte)'w', (byte)'h', (byte)'.', .. { Length: <= 2 } rest] && rest.IndexOfAnyExcept((byte)'.') < 0;
}
