using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Drydock.Oci;

/// <summary>Reads and writes the JSON documents of the OCI image-spec.</summary>
public static class OciJson
{
    /// <summary>The largest manifest, index or config that is read, in bytes (distribution-spec asks for at least 4 MiB).</summary>
    public const int MaxDocumentBytes = 4 << 20;

    /// <summary>The deepest nesting that is read; the specification's documents need less than ten.</summary>
    public const int MaxDepth = 32;

    private static readonly OciJsonContext s_context = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The default escapes + and < in ASCII, which is legal JSON but not what other tools write.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        // Null where a document must have a value is an error here, not a surprise later.
        RespectNullableAnnotations = true,
    });

    /// <summary>Writes a document as compact UTF-8 JSON; equal documents give equal bytes.</summary>
    public static byte[] Serialize<T>(T document)
        where T : class => JsonSerializer.SerializeToUtf8Bytes(document, TypeInfo<T>());

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">The bytes are too many, not JSON, or not of that shape.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        if (json.Length > MaxDocumentBytes)
        {
            throw new FormatException($"the document has {json.Length} bytes; at most {MaxDocumentBytes} are read");
        }

        try
        {
            return JsonSerializer.Deserialize(json, TypeInfo<T>()) ?? throw new FormatException("the document is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the document is not a valid {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>Does what the first image that is read would have to wait for.</summary>
    public static void PrepareDocuments()
    {
        TypeInfo<Manifest>();
        TypeInfo<ImageConfig>();
    }

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>)(s_context.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T)} is not an OCI document"));
}

[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(Descriptor))]
[JsonSerializable(typeof(Platform))]
[JsonSerializable(typeof(OciLayout))]
[JsonSerializable(typeof(DockerArchiveImage[]))]
[JsonSerializable(typeof(DockerArchiveRepositories))]
internal sealed partial class OciJsonContext : JsonSerializerContext;

/// <summary>Digests as JSON strings; a malformed one fails the whole document.</summary>
public sealed class DigestConverter : JsonConverter<Digest>
{
    /// <inheritdoc/>
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.TryParse(reader.GetString(), out var digest) ? digest : throw new JsonException("malformed digest");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
