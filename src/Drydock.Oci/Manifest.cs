using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>An image manifest: one config and its layers, lowest first.</summary>
/// <remarks>OCI image-spec, manifest.md; docker's manifest version 2, schema 2 has the same shape.</remarks>
public sealed record Manifest
{
    /// <summary>Always 2.</summary>
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; } = 2;

    /// <summary>The type of this document itself.</summary>
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    /// <summary>The type of artifact, when this is not an image.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }

    /// <summary>The image configuration.</summary>
    [JsonPropertyName("config")]
    public required Descriptor Config { get; init; }

    /// <summary>The layers, lowest first; null, which some builders write for none, is read as empty.</summary>
    [JsonPropertyName("layers")]
    [AllowNull]
    public required IReadOnlyList<Descriptor> Layers { get; init => field = value ?? []; }

    /// <summary>The manifest that this one is about (referrers).</summary>
    [JsonPropertyName("subject")]
    public Descriptor? Subject { get; init; }

    /// <summary>Free metadata.</summary>
    [JsonPropertyName("annotations")]
    public StringMap? Annotations { get; init; }
}

/// <summary>A list of manifests, one a platform.</summary>
/// <remarks>OCI image-spec, image-index.md; docker's manifest list has the same shape.</remarks>
public sealed record ImageIndex
{
    /// <summary>Always 2.</summary>
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; } = 2;

    /// <summary>The type of this document itself.</summary>
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    /// <summary>The type of artifact, when this is not an image.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }

    /// <summary>The manifests, in order of preference; null is read as empty.</summary>
    [JsonPropertyName("manifests")]
    [AllowNull]
    public required IReadOnlyList<Descriptor> Manifests { get; init => field = value ?? []; }

    /// <summary>The manifest that this one is about (referrers).</summary>
    [JsonPropertyName("subject")]
    public Descriptor? Subject { get; init; }

    /// <summary>Free metadata.</summary>
    [JsonPropertyName("annotations")]
    public StringMap? Annotations { get; init; }
}
