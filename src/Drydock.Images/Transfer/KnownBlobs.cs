using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>A compressed form of a layer that the store knows of, whether it has its bytes or not.</summary>
/// <param name="Blob">The blob.</param>
/// <param name="Repositories">Repositories of the registry asked about that have it, or had.</param>
internal sealed record KnownBlob(Descriptor Blob, IReadOnlyList<RepositoryName> Repositories);

/// <summary>
/// What other images tell of a layer: by which blob a registry has it, and in which repositories.
/// With that, layers of a pulled base need neither be compressed again nor sent.
/// </summary>
internal sealed class KnownBlobs
{
    private readonly ILookup<Digest, (Descriptor Blob, RepositoryName Repository)> _known;

    /// <summary>Collects what the store knows of one registry; of none, it is nothing.</summary>
    public KnownBlobs(Store store, string? registry) => _known = store.Images.All()
        .SelectMany(image => image.AllLayers.Where(l => l.Blob is not null).SelectMany(layer => Repositories(image, registry)
            .Select(repository => (layer.DiffId, Blob: layer.Blob!, Repository: repository))))
        .ToLookup(k => k.DiffId, k => (k.Blob, k.Repository));

    /// <summary>The blobs of a layer in that registry.</summary>
    public IEnumerable<KnownBlob> Of(Digest diffId) =>
        _known[diffId].GroupBy(k => k.Blob.Digest).Select(g => new KnownBlob(g.First().Blob, [.. g.Select(k => k.Repository).Distinct()]));

    private static IEnumerable<RepositoryName> Repositories(ImageRecord image, string? registry) =>
        (image.RepoDigests ?? []).Select(Reference.Parse).Where(r => r.Domain == registry).Select(RepositoryName.Of);
}
