using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>An operating system and processor, such as <c>linux/arm/v7</c>.</summary>
/// <remarks>OCI image-spec, image-index.md, "platform".</remarks>
public sealed partial record Platform
{
    /// <summary>The processor in Go's spelling: amd64, arm64, arm, ….</summary>
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    /// <summary>The operating system in Go's spelling.</summary>
    [JsonPropertyName("os")]
    public required string Os { get; init; }

    /// <summary>The version of the operating system (Windows only, in practice).</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>Features of the operating system that the image requires.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    /// <summary>The variant of the processor, such as v7 for arm.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }
}
