using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>The marker file <c>oci-layout</c> of an OCI image layout.</summary>
/// <remarks>OCI image-spec, image-layout.md. The list of images, <c>index.json</c>, is an <see cref="ImageIndex"/>.</remarks>
public sealed record OciLayout
{
    /// <summary>The name of the marker file.</summary>
    public const string FileName = "oci-layout";

    /// <summary>The name of the file that lists the images.</summary>
    public const string IndexFileName = "index.json";

    /// <summary>The only version there is.</summary>
    public const string Version = "1.0.0";

    /// <summary>The annotation of a descriptor in <c>index.json</c> that names its image, usually by tag alone.</summary>
    public const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    /// <summary>The version of the layout.</summary>
    [JsonPropertyName("imageLayoutVersion")]
    public string ImageLayoutVersion { get; init; } = Version;

    /// <summary>Where the layout keeps a blob: <c>blobs/sha256/HEX</c>.</summary>
    public static string BlobPath(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
