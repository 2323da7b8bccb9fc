using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Sources;

/// <summary>Where an image can be read from: a registry or an OCI layout.</summary>
public interface IImageSource
{
    /// <summary>What the user calls it, for messages: a reference or a path.</summary>
    string Description { get; }

    /// <summary>Reads the manifest or index that the source names.</summary>
    Task<ResolvedManifest> ResolveAsync(CancellationToken cancellationToken);

    /// <summary>Reads a manifest listed in an index of this source.</summary>
    Task<ResolvedManifest> ResolveAsync(Digest digest, CancellationToken cancellationToken);

    /// <summary>Opens a blob; reading it to its end verifies digest and size.</summary>
    /// <param name="descriptor">Which.</param>
    /// <param name="progress">Told how many bytes have come so far.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    Task<VerifiedStream> OpenBlobAsync(Descriptor descriptor, IProgress<long>? progress, CancellationToken cancellationToken);
}

/// <summary>What every source can do.</summary>
public static class ImageSourceExtensions
{
    /// <summary>Opens a blob for an uploader, which asks for its bytes while it sends them.</summary>
    /// <exception cref="RegistryException">The blob cannot be had.</exception>
    public static Stream OpenBlob(this IImageSource source, Descriptor descriptor, CancellationToken cancellationToken) =>
        source.OpenBlobAsync(descriptor, null, cancellationToken).GetAwaiter().GetResult();
}
