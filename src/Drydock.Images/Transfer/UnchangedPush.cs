using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Transfer;

/// <summary>
/// Finds that an image is at its registry already, by one question. What was noted at the last push or pull
/// says which manifest a push would send; the registry is asked whether the tag stands for that one.
/// </summary>
internal sealed class UnchangedPush(Store store, RegistryClient client, PackOptions options)
{
    /// <summary>The manifest that a push would leave at the registry, when the tag stands for it.</summary>
    /// <param name="record">The record of the image.</param>
    /// <param name="name">The name it is pushed under.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>Null when the image has to be pushed.</returns>
    /// <exception cref="RegistryException">The registry cannot be asked.</exception>
    public async Task<Descriptor?> FindAsync(ImageRecord record, Reference name, CancellationToken cancellationToken)
    {
        if (name.Tag is not { } tag || Expected(record, name) is not { } expected || store.Blobs.SizeOf(expected) is not { } size)
        {
            return null;
        }

        var there = await client.FindTagAsync(RepositoryName.Of(name), tag, cancellationToken);
        return there?.Digest == expected ? there with { Size = size } : null;
    }

    // A record's manifest is the one that lists its layers in the form the record says; both are written together.
    private Digest? Expected(ImageRecord record, Reference name) =>
        options.Annotations.Count == 0 && !options.Force && record.Manifest is { } manifest
        && record.RepoDigests?.Contains(name.WithoutTagAndDigest().WithDigest(manifest).ToString()) == true ? manifest : null;
}
