using Drydock.Images;
using Drydock.Images.Destinations;
using Drydock.Images.Packing;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Build.Caching.Sharing;

/// <summary>Where a shared cache is.</summary>
public enum SharedCacheKind
{
    /// <summary>Under a name at a registry.</summary>
    Registry,

    /// <summary>An OCI layout in a directory.</summary>
    Local,

    /// <summary>In the manifest of the image itself, where it is pushed.</summary>
    Inline,
}

/// <summary>A shared cache to be read: <c>--cache-from</c>.</summary>
/// <param name="Kind">Where it is: registry, also for what is inline, or local.</param>
/// <param name="Reference">Its name at a registry; null for a directory.</param>
/// <param name="Location">The directory, perhaps with tag or digest: <c>DIR[:TAG][@DIGEST]</c>; null for a registry.</param>
public sealed record SharedCacheSource(SharedCacheKind Kind, Reference? Reference, string? Location)
{
    /// <summary>What the user calls it.</summary>
    public string Name => Reference?.ToString() ?? Location!;

    /// <summary>Opens it for reading.</summary>
    /// <exception cref="ImageException">The directory holds no layout.</exception>
    internal IImageSource Open(RegistryClient client) => Reference is { } reference ? new RegistryImageSource(client, reference) : LayoutImageSource.Open(Location!);
}

/// <summary>A shared cache to be written: <c>--cache-to</c>.</summary>
/// <param name="Kind">Where it shall be.</param>
public sealed record SharedCacheTarget(SharedCacheKind Kind)
{
    /// <summary>Its name at a registry.</summary>
    public Reference? Reference { get; init; }

    /// <summary>The directory.</summary>
    public string? Directory { get; init; }

    /// <summary>The tag in the directory. <value>latest.</value></summary>
    public string Tag { get; init; } = Oci.Reference.DefaultTag;

    /// <summary>The layers of all steps, not only those of the image. <value>false.</value></summary>
    public bool IsMax { get; init; }

    /// <summary>Only warn when it cannot be written. <value>true.</value></summary>
    public bool IgnoresErrors { get; init; } = true;

    /// <summary>The form of the layers.</summary>
    public PackOptions Packing { get; init; } = new();

    /// <summary>What the user calls it.</summary>
    public string Name => Reference?.ToString() ?? Directory ?? "inline";

    /// <summary>The name at a registry as a destination.</summary>
    internal RegistryDestination AtRegistry(RegistryClient client) =>
        new(client, RepositoryName.Of(Reference!), [Reference!.Tag ?? Oci.Reference.DefaultTag]);
}
