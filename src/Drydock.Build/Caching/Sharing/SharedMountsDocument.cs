using System.Text.Json;
using System.Text.Json.Serialization;
using Drydock.Oci;

namespace Drydock.Build.Caching.Sharing;

/// <summary>What a shared copy of cache mounts has: their names, and the tar of each. docs/cache-sharing.md describes the format.</summary>
internal sealed record SharedMountsDocument
{
    /// <summary>The media type of the document, which is the config of the manifest.</summary>
    public const string MediaType = "application/vnd.drydock.cachemounts.config.v1+json";

    public int Version { get; init; } = 1;

    public required IReadOnlyList<SharedMount> Mounts { get; init; }

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, SharedMountsJsonContext.Default.SharedMountsDocument);

    /// <exception cref="FormatException">It is no such document, or one of a newer version.</exception>
    public static SharedMountsDocument Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SharedMountsJsonContext.Default.SharedMountsDocument) is { Version: 1, Mounts: not null } document
                ? document
                : throw new FormatException("the document of the cache mounts is of a version that is not read");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the document of the cache mounts is malformed: {e.Message}", e);
        }
    }
}

/// <summary>One cache mount.</summary>
/// <param name="Name">A hash of what identifies it.</param>
/// <param name="Blob">Its files, as a layer.</param>
internal sealed record SharedMount(string Name, Descriptor Blob);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 16)]
[JsonSerializable(typeof(SharedMountsDocument))]
internal sealed partial class SharedMountsJsonContext : JsonSerializerContext;
