using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Records;

/// <summary>Names of images: giving and taking them.</summary>
public static class ImageTagger
{
    /// <summary>Gives an image one more name; a name another image had moves.</summary>
    /// <exception cref="ImageException">The name is not a valid reference, or has a digest.</exception>
    public static Reference Tag(Store store, ImageRecord image, string name)
    {
        var reference = ParseName(name);
        store.Images.Write(image with { Name = reference.ToString(), Tagged = OciTime.Format(store.Time.GetUtcNow()) });
        return reference;
    }

    /// <summary>Checks a name before anything is done for it.</summary>
    /// <exception cref="ImageException">The name is not a valid reference, or has a digest.</exception>
    public static Reference ParseName(string name)
    {
        if (!Reference.TryParse(name, out var reference, out var error))
        {
            throw new ImageException($"invalid image name: {error}");
        }

        return reference.Digest.IsEmpty
            ? reference.WithDefaultTag()
            : throw new ImageException($"invalid image name: {name} has a digest; a name for an image cannot");
    }

    /// <summary>
    /// Removes a name, a repository digest, or the whole image when it is given by ID. What no record
    /// names any more is garbage.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="word">A name with tag or digest, or an image ID or its beginning.</param>
    /// <param name="force">Remove an image by ID even when it has several names.</param>
    /// <exception cref="ImageException">There is no such image, or it has several names and is not forced.</exception>
    public static RemovedImage Remove(Store store, string word, bool force)
    {
        var image = StoredImage.Find(store, word);
        if (store.Images.FindByIdPrefix(image.Id.Hex).Count == 0)
        {
            throw new ImageException($"cannot remove {word}: it is the image for one platform of {image.Records[0].Name ?? "an index"}\nremove that, which removes it for all platforms");
        }

        if (Reference.TryParse(word, out var reference))
        {
            var tag = reference.WithDefaultTag();
            if (image.Names.Contains(tag))
            {
                return image.Names.Count > 1
                    ? RemoveRecords(store, image.Records.Where(r => r.Name == tag.ToString()), [tag], null)
                    : RemoveAll(store, image);
            }

            if (image.RepoDigests.FirstOrDefault(d => d.Name == reference.Name && d.Digest == reference.Digest) is { } digest
                && image.Names.Count + image.RepoDigests.Count > 1)
            {
                return Forget(store, image, digest);
            }
        }

        return image.Names.Count <= 1 || force
            ? RemoveAll(store, image)
            : throw new ImageException($"cannot remove {word}: the image has {image.Names.Count} names ({string.Join(", ", image.Names.Select(n => n.ToFamiliarString()))})\nremove the names one by one, or use --force");
    }

    /// <summary>Removes the images of an index for some platforms; with the last one, the whole. A name counts for all names of the index.</summary>
    /// <param name="store">The store.</param>
    /// <param name="word">A name with tag or digest, or an image ID or its beginning.</param>
    /// <param name="platforms">Which; each must be there, as it is written.</param>
    /// <exception cref="ImageException">There is no such image, or it is not for one of the platforms.</exception>
    public static RemovedImage RemovePlatforms(Store store, string word, IReadOnlyList<Platform> platforms)
    {
        var image = StoredImage.Find(store, word);
        var all = image.Platforms ?? [new PlatformImage(image.Config?.Platform ?? Platform.Host, image.Id, null, image.Layers)];
        var matchers = platforms.Select(PlatformMatcher.OnlyStrict).ToList();
        var missing = matchers.FindIndex(m => !all.Any(p => m.Matches(p.Platform)));
        if (missing >= 0)
        {
            throw new ImageException($"{word} has no image for {platforms[missing]}; it has {string.Join(", ", all.Select(p => p.Platform))}");
        }

        var (gone, rest) = (new List<PlatformImage>(), new List<PlatformImage>());
        foreach (var each in all)
        {
            (matchers.Exists(m => m.Matches(each.Platform)) ? gone : rest).Add(each);
        }

        if (rest.Count == 0)
        {
            return RemoveAll(store, image);
        }

        foreach (var record in image.Records)
        {
            store.Images.Write(PlatformIndex.Record(store, rest, record.Origin ?? "") with
            {
                Name = record.Name,
                RepoDigests = record.RepoDigests,
                Attestations = record.Attestations?.Where(a => rest.Exists(p => p.Platform == a.Platform)).ToList(),
                Tagged = record.Tagged,
                Origin = record.Origin,
            });
        }

        // What lost its name to the smaller index is there without one.
        foreach (var record in store.Images.All().Where(r => r.ShownId == image.Id).ToList())
        {
            store.Images.Remove(record);
        }

        return new RemovedImage([], [.. gone.Select(p => p.Id)]);
    }

    private static RemovedImage RemoveAll(Store store, StoredImage image) =>
        RemoveRecords(store, image.Records, [.. image.Names, .. image.RepoDigests], image.Id);

    private static RemovedImage RemoveRecords(Store store, IEnumerable<ImageRecord> records, IReadOnlyList<Reference> names, Digest? deleted)
    {
        foreach (var record in records)
        {
            store.Images.Remove(record);
        }

        return new RemovedImage(names, deleted is { } id ? [id] : []);
    }

    private static RemovedImage Forget(Store store, StoredImage image, Reference digest)
    {
        foreach (var record in image.Records)
        {
            store.Images.Write(record with { RepoDigests = [.. (record.RepoDigests ?? []).Where(d => d != digest.ToString())] });
        }

        return new RemovedImage([digest], []);
    }
}

/// <summary>What a removal removed.</summary>
/// <param name="Untagged">The names and repository digests that are gone.</param>
/// <param name="Deleted">The image itself, when no name is left; those of the platforms that were named.</param>
public sealed record RemovedImage(IReadOnlyList<Reference> Untagged, IReadOnlyList<Digest> Deleted);
