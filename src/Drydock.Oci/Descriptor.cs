using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>A reference to content by type, digest and size in bytes.</summary>
/// <remarks>OCI image-spec, descriptor.md. Properties are written in the order of the specification's Go types.</remarks>
public sealed record Descriptor
{
    /// <summary>The type of the content referred to.</summary>
    [JsonPropertyName("mediaType")]
    public required string MediaType { get; init; }

    /// <summary>The digest of the content referred to.</summary>
    [JsonPropertyName("digest")]
    public required Digest Digest { get; init; }

    /// <summary>The size of the content in bytes.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>Where else the content may be fetched (deprecated foreign layers).</summary>
    [JsonPropertyName("urls")]
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>Free metadata, such as <c>org.opencontainers.image.ref.name</c>.</summary>
    [JsonPropertyName("annotations")]
    public StringMap? Annotations { get; init; }

    /// <summary>The content itself, for very small blobs.</summary>
    [JsonPropertyName("data")]
    public byte[]? Data { get; init; }

    /// <summary>The platform of a manifest listed in an index.</summary>
    [JsonPropertyName("platform")]
    public Platform? Platform { get; init; }

    /// <summary>The type of artifact, when the content is a manifest of one.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }

    /// <summary>The descriptor of content that is at hand, with its sha256 digest.</summary>
    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> content) =>
        new() { MediaType = mediaType, Digest = Digest.OfBytes(content), Size = content.Length };
}
