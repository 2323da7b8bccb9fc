using Drydock.Oci.Validation;

namespace Drydock.Oci;

/// <summary>Reads manifests, indexes and configs that come from elsewhere: ambiguous ones are refused.</summary>
public static class OciDocuments
{
    /// <summary>Reads an image manifest.</summary>
    /// <param name="json">The document.</param>
    /// <param name="contentType">The media type it came with (Content-Type, or its descriptor's); null when it came with none.</param>
    /// <exception cref="FormatException">The document is malformed, or could be taken for something else (CVE-2021-41190).</exception>
    public static Manifest ReadManifest(ReadOnlyMemory<byte> json, string? contentType = null)
    {
        Refuse(OciValidator.FindAmbiguities(json, OciDocumentKind.Manifest, contentType), "image manifest");
        var manifest = OciJson.Deserialize<Manifest>(json.Span);
        CheckSchemaVersion(manifest.SchemaVersion, "image manifest");
        CheckDescriptors([manifest.Config, .. manifest.Layers], "image manifest");
        return manifest;
    }

    /// <summary>Reads an image index or docker's manifest list.</summary>
    /// <param name="json">The document.</param>
    /// <param name="contentType">The media type it came with; null when it came with none.</param>
    /// <exception cref="FormatException">The document is malformed, or could be taken for something else (CVE-2021-41190).</exception>
    public static ImageIndex ReadIndex(ReadOnlyMemory<byte> json, string? contentType = null)
    {
        Refuse(OciValidator.FindAmbiguities(json, OciDocumentKind.Index, contentType), "image index");
        var index = OciJson.Deserialize<ImageIndex>(json.Span);
        CheckSchemaVersion(index.SchemaVersion, "image index");
        CheckDescriptors(index.Manifests, "image index");
        return index;
    }

    /// <summary>Reads an image configuration.</summary>
    /// <exception cref="FormatException">The document is malformed.</exception>
    public static ImageConfig ReadConfig(ReadOnlyMemory<byte> json)
    {
        Refuse(OciValidator.FindAmbiguities(json, OciDocumentKind.Config), "image configuration");
        return OciJson.Deserialize<ImageConfig>(json.Span);
    }

    private static void Refuse(IReadOnlyList<OciProblem> problems, string what)
    {
        if (problems.Count > 0)
        {
            throw new FormatException($"the {what} is refused: {string.Join("; ", problems)}");
        }
    }

    private static void CheckSchemaVersion(int version, string what)
    {
        if (version != 2)
        {
            throw new FormatException($"the {what} is refused: /schemaVersion: must be the number 2, is {version}");
        }
    }

    /// <summary>What the serializer lets through: elements that are null, and negative sizes.</summary>
    private static void CheckDescriptors(IReadOnlyList<Descriptor> descriptors, string what)
    {
        foreach (var descriptor in descriptors)
        {
            if (descriptor is null)
            {
                throw new FormatException($"the {what} is refused: a descriptor is null");
            }

            if (descriptor.Size < 0)
            {
                throw new FormatException($"the {what} is refused: {descriptor.Digest} has the size {descriptor.Size}");
            }
        }
    }
}
