using Drydock.Oci;

namespace Drydock.Registry;

/// <summary>A manifest or index as it came from a registry, verified.</summary>
/// <param name="Descriptor">Its media type, digest and size.</param>
/// <param name="Bytes">The document itself, at most <see cref="OciJson.MaxDocumentBytes"/>.</param>
public sealed record ResolvedManifest(Descriptor Descriptor, byte[] Bytes)
{
    /// <summary>Whether this is an index or manifest list rather than a manifest.</summary>
    public bool IsIndex => MediaTypes.IsIndex(Descriptor.MediaType);

    /// <summary>The document as a manifest.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public Manifest AsManifest() => IsIndex
        ? throw new FormatException($"{Descriptor.Digest} is an index, not a manifest")
        : OciJson.Deserialize<Manifest>(Bytes);

    /// <summary>The document as an index.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public ImageIndex AsIndex() => IsIndex
        ? OciJson.Deserialize<ImageIndex>(Bytes)
        : throw new FormatException($"{Descriptor.Digest} is a manifest, not an index");
}
