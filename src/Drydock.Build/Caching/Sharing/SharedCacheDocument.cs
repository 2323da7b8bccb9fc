using System.Text.Json;
using System.Text.Json.Serialization;
using Drydock.Oci;

namespace Drydock.Build.Caching.Sharing;

/// <summary>What a shared cache knows: results of steps by key. docs/cache-sharing.md describes the format.</summary>
internal sealed record SharedCacheDocument
{
    /// <summary>The media type of the document, which is the config of the cache's manifest.</summary>
    public const string MediaType = "application/vnd.drydock.cache.config.v1+json";

    /// <summary>The annotation of an image's manifest that holds the document of an inline cache.</summary>
    public const string Annotation = "dev.drydock.cache.v1";

    /// <summary>The largest document that is read, in bytes.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>The version of the format.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required IReadOnlyList<SharedLayer> Layers { get; init; }

    public required IReadOnlyList<SharedRecord> Records { get; init; }

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, SharedCacheJsonContext.Default.SharedCacheDocument);

    /// <exception cref="FormatException">It is no such document, or one of a newer version.</exception>
    public static SharedCacheDocument Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, SharedCacheJsonContext.Default.SharedCacheDocument);
            return document switch
            {
                null or { Layers: null } or { Records: null } => throw new FormatException("the document of the cache is incomplete"),
                { Version: > CurrentVersion } => throw new FormatException($"the cache has version {document.Version}, made by a newer drydock; this one reads up to {CurrentVersion}"),
                _ => document,
            };
        }
        catch (JsonException e)
        {
            throw new FormatException($"the document of the cache is malformed: {e.Message}", e);
        }
    }
}

/// <summary>A layer of a shared cache.</summary>
/// <param name="Id">Its DiffID; of a layer that is known by name only, the key of the step that made it.</param>
/// <param name="Blob">Its blob; null when the cache does not have it, or the layers of the image tell.</param>
internal sealed record SharedLayer(Digest Id, Descriptor? Blob);

/// <summary>The result of a step.</summary>
/// <param name="Key">The cache key.</param>
/// <param name="Layer">The layer it made, as an index into the list of layers; null for one that made none.</param>
/// <param name="Value">The value it computed, or null.</param>
/// <param name="Created">When it was executed, RFC 3339.</param>
/// <param name="DurationMs">How long it took.</param>
internal sealed record SharedRecord(Digest Key, int? Layer, string? Value, string Created, long DurationMs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 16)]
[JsonSerializable(typeof(SharedCacheDocument))]
internal sealed partial class SharedCacheJsonContext : JsonSerializerContext;
