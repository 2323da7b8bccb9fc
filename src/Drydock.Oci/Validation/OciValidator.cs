using System.Text.Json;

namespace Drydock.Oci.Validation;

/// <summary>Judges OCI documents by the image-spec, and finds every problem, not only the first.</summary>
/// <remarks>
/// Two measures: <see cref="Validate"/> is strict, for documents of our own and for the user who
/// asks; <see cref="FindAmbiguities"/> is what every document from elsewhere must pass, because
/// programs that understand it differently would see different images (CVE-2021-41190).
/// </remarks>
public static class OciValidator
{
    /// <summary>Validates a document by the JSON schemas and the text of the specification.</summary>
    /// <param name="json">The document.</param>
    /// <param name="kind">What it is said to be.</param>
    /// <param name="contentType">The media type it came with (Content-Type, or its descriptor's); null when it came with none.</param>
    public static IReadOnlyList<OciProblem> Validate(ReadOnlyMemory<byte> json, OciDocumentKind kind, string? contentType = null) =>
        Examine(json, kind, contentType, strict: true);

    /// <summary>The problems that make a document mean different things to different programs.</summary>
    /// <param name="json">The document.</param>
    /// <param name="kind">What it is said to be.</param>
    /// <param name="contentType">The media type it came with; null when it came with none.</param>
    public static IReadOnlyList<OciProblem> FindAmbiguities(ReadOnlyMemory<byte> json, OciDocumentKind kind, string? contentType = null) =>
        Examine(json, kind, contentType, strict: false);

    /// <summary>What kind of document a media type names; null when it names none of ours.</summary>
    public static OciDocumentKind? KindOf(string? mediaType) => mediaType switch
    {
        MediaTypes.OciManifest or MediaTypes.DockerManifest => OciDocumentKind.Manifest,
        MediaTypes.OciIndex or MediaTypes.DockerManifestList => OciDocumentKind.Index,
        MediaTypes.OciConfig or MediaTypes.DockerConfig => OciDocumentKind.Config,
        _ => null,
    };

    private static List<OciProblem> Examine(ReadOnlyMemory<byte> json, OciDocumentKind kind, string? contentType, bool strict)
    {
        if (json.Length > OciJson.MaxDocumentBytes)
        {
            return [new OciProblem("", $"the document has {json.Length} bytes; at most {OciJson.MaxDocumentBytes} are read")];
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = OciJson.MaxDepth });
        }
        catch (JsonException e)
        {
            return [new OciProblem("", $"the document is not JSON: {e.Message}")];
        }

        using (document)
        {
            var problems = new List<OciProblem>();
            var root = new OciNode(document.RootElement, "", problems);
            AmbiguityRules.Check(root, kind, contentType);
            if (strict && root.IsObject())
            {
                SchemaRules.Check(root, kind);
            }

            return problems;
        }
    }
}
