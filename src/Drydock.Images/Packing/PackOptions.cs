using Drydock.Layers.Compression;

namespace Drydock.Images.Packing;

/// <summary>In what form an image leaves the store.</summary>
public sealed record PackOptions
{
    /// <summary>The compression of layers that have no blob yet. <value>gzip.</value></summary>
    public CompressionKind Compression { get; init; } = CompressionKind.Gzip;

    /// <summary>Its level; null for the default of the kind.</summary>
    public int? Level { get; init; }

    /// <summary>Compress anew what is there in another form. <value>false.</value></summary>
    public bool Force { get; init; }

    /// <summary>OCI media types rather than docker's. <value>true.</value></summary>
    public bool OciMediaTypes { get; init; } = true;

    /// <summary>Annotations for the documents that are made. <value>None.</value></summary>
    public IReadOnlyList<ImageAnnotation> Annotations { get; init; } = [];
}
