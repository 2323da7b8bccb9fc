using Drydock.Oci;

namespace Drydock.Images.Copying;

/// <summary>The kinds of places an image can be copied from or to.</summary>
public enum LocationKind
{
    /// <summary>A registry: <c>docker://NAME</c>, or a name alone.</summary>
    Registry,

    /// <summary>The local store: <c>store:NAME</c>.</summary>
    Store,

    /// <summary>An OCI layout in a directory: <c>oci:DIR[:TAG]</c>.</summary>
    OciDirectory,

    /// <summary>An OCI layout in a tar: <c>oci-archive:FILE[:TAG]</c>.</summary>
    OciArchive,

    /// <summary>What <c>docker load</c> reads: <c>docker-archive:FILE[:NAME]</c>.</summary>
    DockerArchive,
}

/// <summary>Where an image is, or shall be, in skopeo's spelling.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Path">The directory or file; empty for registry and store.</param>
/// <param name="Name">The name at the registry, in the store, or in docker's archive; null where none is given.</param>
/// <param name="Tag">The tag in a layout; null where none is given.</param>
public sealed record ImageLocation(LocationKind Kind, string Path, Reference? Name, string? Tag)
{
    private static readonly (string Prefix, LocationKind Kind)[] s_prefixes =
    [
        ("docker://", LocationKind.Registry),
        ("store:", LocationKind.Store),
        ("oci:", LocationKind.OciDirectory),
        ("oci-archive:", LocationKind.OciArchive),
        ("docker-archive:", LocationKind.DockerArchive),
    ];

    private static readonly string[] s_foreign = ["dir:", "containers-storage:", "docker-daemon:", "ostree:", "sif:", "tarball:"];

    /// <summary>Reads a location.</summary>
    /// <exception cref="ImageException">It has no name, or a kind that is not read here.</exception>
    public static ImageLocation Parse(string text)
    {
        foreach (var (prefix, kind) in s_prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return Parse(kind, text[prefix.Length..], text);
            }
        }

        return Array.Find(s_foreign, p => text.StartsWith(p, StringComparison.Ordinal)) is { } foreign
            ? throw new ImageException($"{text}: {foreign} is not a place that images are copied from or to here; use docker://, store:, oci:, oci-archive: or docker-archive:")
            : Parse(LocationKind.Registry, text, text);
    }

    private static ImageLocation Parse(LocationKind kind, string rest, string text)
    {
        if (kind is LocationKind.Registry or LocationKind.Store)
        {
            return new ImageLocation(kind, "", ParseName(rest, text), null);
        }

        // A colon before a slash is part of the path; after the last slash begins a tag, or in docker's archive a name with slashes.
        var colon = kind == LocationKind.DockerArchive ? rest.IndexOf(':', StringComparison.Ordinal) : rest.LastIndexOf(':');
        var (path, name) = colon >= 0 && (kind == LocationKind.DockerArchive || colon > rest.LastIndexOf('/')) ? (rest[..colon], rest[(colon + 1)..]) : (rest, null);
        return path.Length == 0
            ? throw new ImageException($"{text}: a path is missing")
            : kind == LocationKind.DockerArchive
                ? new ImageLocation(kind, path, name is { Length: > 0 } ? ParseName(name, text) : null, null)
                : new ImageLocation(kind, path, null, name is { Length: > 0 } ? name : null);
    }

    private static Reference ParseName(string name, string text) => Reference.TryParse(name, out var reference, out var error)
        ? reference.WithDefaultTag()
        : throw new ImageException($"invalid image name in {text}: {error}");
}
