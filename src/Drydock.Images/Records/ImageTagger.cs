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
    /// Removes a name, or the whole image when it is given by ID. What no record names any more is garbage.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="word">A name, or an image ID or its beginning.</param>
    /// <param name="force">Remove an image by ID even when it has several names.</param>
    /// <exception cref="ImageException">There is no such image, or it has several names and is not forced.</exception>
    public static RemovedImage Remove(Store store, string word, bool force)
    {
        var record = ImageLookup.Find(store, word);
        var siblings = store.Images.FindByIdPrefix(record.Id.Hex);
        var byName = record.Name is not null && Reference.TryParse(word, out var reference) && reference.WithDefaultTag().ToString() == record.Name;
        if (!byName && siblings.Count > 1 && !force)
        {
            throw new ImageException($"cannot remove {word}: the image has {siblings.Count} names ({string.Join(", ", siblings.Select(s => s.Name))})\nremove the names one by one, or use --force");
        }

        var removed = byName ? [record] : siblings;
        foreach (var image in removed)
        {
            store.Images.Remove(image);
        }

        return new RemovedImage(
            [.. removed.Select(r => r.Name).OfType<string>()],
            removed.Count == siblings.Count ? record.Id : null);
    }
}

/// <summary>What a removal removed.</summary>
/// <param name="Untagged">The names that are gone.</param>
/// <param name="Deleted">The image itself, when no name is left.</param>
public sealed record RemovedImage(IReadOnlyList<string> Untagged, Digest? Deleted);
