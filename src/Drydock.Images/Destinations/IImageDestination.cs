using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Destinations;

/// <summary>Where an image can be written without the store: a registry, an OCI layout, an archive. Blobs may come several at once, before what names them.</summary>
public interface IImageDestination
{
    /// <summary>What the user calls it, for messages.</summary>
    string Description { get; }

    /// <summary>The repository at a registry; null for what is none.</summary>
    RepositoryName? Repository { get; }

    /// <summary>Whether a blob is there.</summary>
    Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellationToken);

    /// <summary>Takes a blob over from another repository of the same registry.</summary>
    /// <returns>False where that is not possible: the bytes have to be sent.</returns>
    Task<bool> MountBlobAsync(Digest digest, RepositoryName source, CancellationToken cancellationToken);

    /// <summary>Brings a blob; one that is there is not read.</summary>
    /// <param name="blob">Its digest and size.</param>
    /// <param name="open">Opens its bytes from their start; called again when a transfer begins anew.</param>
    /// <param name="mountFrom">A repository of the same registry that may have it.</param>
    /// <param name="progress">Told the bytes so far.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    Task<BlobPushResult> PutBlobAsync(Descriptor blob, Func<Stream> open, RepositoryName? mountFrom, IProgress<long>? progress, CancellationToken cancellationToken);

    /// <summary>Brings a manifest that an index lists; its blobs are there.</summary>
    Task PutManifestAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken);

    /// <summary>Brings the manifest or index that the names of the destination stand for, and ends the writing.</summary>
    Task CompleteAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken);
}
