using Drydock.Images.Copying;
using Drydock.Images.Destinations;
using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Indexes;

/// <summary>Makes indexes over manifests that registries have. What is in another repository than the index is mounted or copied there.</summary>
public sealed class IndexComposer(RegistryClient client, Action<TransferNews> report)
{
    /// <summary>The manifests of a reference: those of an index, or the one it names with the platform of its config.</summary>
    /// <exception cref="RegistryException">The registry failed, or has no such image.</exception>
    /// <exception cref="ImageException">A document is not what it should be.</exception>
    public async Task<IReadOnlyList<IndexEntry>> EntriesOfAsync(Reference reference, CancellationToken cancellationToken)
    {
        var source = new RegistryImageSource(client, reference);
        var manifest = await source.ResolveAsync(cancellationToken);
        if (manifest.IsIndex)
        {
            return [.. manifest.AsIndex().Manifests.Select(m => new IndexEntry(reference, m))];
        }

        var platform = await PlatformOfAsync(source, manifest, cancellationToken);
        return [new IndexEntry(reference, manifest.Descriptor with { Platform = platform })];
    }

    /// <summary>The index over manifests.</summary>
    /// <param name="entries">The manifests, in order; of equal digests the first stands.</param>
    /// <param name="annotations">Annotations of the index, or null.</param>
    /// <param name="oci">OCI's media type, rather than docker's.</param>
    public static ResolvedManifest Compose(IEnumerable<IndexEntry> entries, StringMap? annotations, bool oci)
    {
        var mediaType = oci ? MediaTypes.OciIndex : MediaTypes.DockerManifestList;
        var bytes = OciJson.Serialize(new ImageIndex
        {
            MediaType = mediaType,
            Manifests = [.. entries.Select(e => e.Descriptor).DistinctBy(d => d.Digest)],
            Annotations = annotations,
        });
        return new ResolvedManifest(Descriptor.Of(mediaType, bytes), bytes);
    }

    /// <summary>Pushes an index, the manifests it lists before it.</summary>
    /// <exception cref="RegistryException">A registry failed.</exception>
    /// <exception cref="ImageException">A document is not what it should be.</exception>
    public async Task PushAsync(ResolvedManifest index, IEnumerable<IndexEntry> entries, Reference target, CancellationToken cancellationToken)
    {
        var repository = RepositoryName.Of(target);
        var destination = new RegistryDestination(client, repository, [target.Tag ?? Reference.DefaultTag]);
        var copier = new ImageCopier(report);
        foreach (var entry in entries.Where(e => RepositoryName.Of(e.Source) != repository).DistinctBy(e => e.Descriptor.Digest))
        {
            await copier.CopyByDigestAsync(new RegistryImageSource(client, entry.Source), destination, entry.Descriptor.Digest, cancellationToken);
        }

        await destination.CompleteAsync(index.Descriptor, index.Bytes, cancellationToken);
    }

    // What is no image has no platform.
    private static async Task<Platform?> PlatformOfAsync(RegistryImageSource source, ResolvedManifest manifest, CancellationToken cancellationToken) =>
        manifest.AsManifest().Config.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig
            ? (await ManifestReader.ReadConfigAsync(source, manifest, cancellationToken)).Platform
            : null;
}
