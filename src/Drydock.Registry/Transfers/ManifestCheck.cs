using System.Text.Json;
using Drydock.Oci;

namespace Drydock.Registry.Transfers;

/// <summary>Refuses documents that two readers could understand differently.</summary>
/// <remarks>
/// CVE-2021-41190: a document that is a manifest to one tool and an index to another passes the
/// digest check of both. The declared type decides, the document must agree with it, and fields
/// of the other kind may not occur, in any case: some readers ignore case.
/// </remarks>
internal static class ManifestCheck
{
    private const int MaxDepth = 64;

    /// <summary>What is wrong with a document that was sent as <paramref name="contentType"/>; null when nothing is.</summary>
    public static string? Problem(string? contentType, ReadOnlySpan<byte> document)
    {
        var isIndex = MediaTypes.IsIndex(contentType);
        if (!isIndex && !MediaTypes.IsManifest(contentType))
        {
            return contentType is "application/vnd.docker.distribution.manifest.v1+json" or "application/vnd.docker.distribution.manifest.v1+prettyjws"
                ? "the image is in docker's old format (schema 1), which is not read; push it again with a current tool"
                : $"the answer's type is {Describe(contentType)}, which is no image manifest or index";
        }

        try
        {
            return Scan(contentType!, isIndex, document);
        }
        catch (JsonException)
        {
            return "the manifest is not valid JSON";
        }
    }

    private static string? Scan(string contentType, bool isIndex, ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "the manifest is not a JSON object";
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            if (!seen.Add(name))
            {
                return $"the manifest is ambiguous: it has the field \"{name}\" twice";
            }

            reader.Read();
            if (name.Equals("mediaType", StringComparison.OrdinalIgnoreCase) && (reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals(contentType)))
            {
                return $"the manifest calls itself {(reader.TokenType == JsonTokenType.String ? NameOf(ref reader) : "nothing")}, but was sent as {contentType}";
            }

            reader.Skip();
        }

        // To the end: nothing may follow the object.
        reader.Read();
        string[] foreign = isIndex ? ["config", "layers"] : ["manifests"];
        return foreign.FirstOrDefault(seen.Contains) is { } field
            ? $"the manifest is ambiguous: an {(isIndex ? "index" : "image manifest")} has no field \"{field}\""
            : seen.Contains("fsLayers") ? "the manifest is ambiguous: it has the field \"fsLayers\" of docker's old format" : null;
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return Describe(reader.GetString());
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("not UTF-8", e);
        }
    }

    private static string Describe(string? text) => string.IsNullOrEmpty(text) ? "missing" : Http.Redactor.Clean(text, 100);
}
