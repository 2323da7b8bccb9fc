using Drydock.Images.Packing;

namespace Drydock.Build.Exporting;

/// <summary>What a build gives back.</summary>
public enum OutputKind
{
    /// <summary>An image in the local store.</summary>
    Image,

    /// <summary>An OCI image layout, as a tar archive or a directory.</summary>
    Oci,

    /// <summary>An archive that <c>docker load</c> reads.</summary>
    Docker,

    /// <summary>The files of the image as a tar archive.</summary>
    Tar,

    /// <summary>The files of the image in a directory.</summary>
    Local,

    /// <summary>Nothing: the build fills the cache.</summary>
    CacheOnly,
}

/// <summary>One <c>--output</c>.</summary>
public sealed record OutputSpec(OutputKind Kind)
{
    /// <summary>A file or directory of the host, or <c>-</c> for standard output; null for outputs that go to the store.</summary>
    public string? Destination { get; init; }

    /// <summary>Names for the image, in addition to <c>--tag</c>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>For <see cref="OutputKind.Oci"/> and <see cref="OutputKind.Docker"/>: an archive (the default) or a directory.</summary>
    public bool AsTar { get; init; } = true;

    /// <summary>How layers are compressed; media types and annotations have members of their own.</summary>
    public PackOptions Packing { get; init; } = new();

    /// <summary>Clamp times inside own layers to SOURCE_DATE_EPOCH.</summary>
    public bool RewriteTimestamp { get; init; }

    /// <summary>For <see cref="OutputKind.Local"/> and <see cref="OutputKind.Tar"/>: a folder for each platform; null to have them where there are several platforms.</summary>
    public bool? PlatformSplit { get; init; }

    /// <summary>For <see cref="OutputKind.Local"/>: remove what is in the folder and not in the image.</summary>
    public bool DeletesStale { get; init; }

    /// <summary>OCI media types (the default), or docker's.</summary>
    public bool? OciMediaTypes { get; init; }

    /// <summary>For <see cref="OutputKind.Image"/>: give the image its names in the store. <value>true.</value></summary>
    public bool Store { get; init; } = true;

    /// <summary>For <see cref="OutputKind.Image"/>: push the image to the registries of its names.</summary>
    public bool Push { get; init; }

    /// <summary>Push it without tags, to be found by digest only.</summary>
    public bool PushByDigest { get; init; }

    /// <summary>Annotations for manifest, index and descriptors.</summary>
    public IReadOnlyList<ImageAnnotation> Annotations { get; init; } = [];

    /// <summary>Whether the layers of the image must be in the store for it; a push passes layers of a base on, or has them mounted at the registry.</summary>
    public bool NeedsLayers => Kind != OutputKind.Image || Store || !Push;
}
