using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Records;

/// <summary>Finds images in the store by what a user types: a name, a digest, an ID or its beginning.</summary>
public static class ImageLookup
{
    /// <summary>The record for a word; of several names of one image found by ID, any.</summary>
    /// <exception cref="ImageException">There is none, or the beginning of an ID fits several images.</exception>
    public static ImageRecord Find(Store store, string word) =>
        TryFind(store, word) ?? throw new ImageException($"No such image: {word}\nsee \"drydock images\" for what the store has");

    /// <summary>The record for a word, or null.</summary>
    /// <exception cref="ImageException">The beginning of an ID fits several images.</exception>
    public static ImageRecord? TryFind(Store store, string word)
    {
        if (Reference.TryParse(word, out var reference) && FindByReference(store, reference) is { } named)
        {
            return named;
        }

        var hex = word.StartsWith("sha256:", StringComparison.Ordinal) ? word[7..] : word;
        if (hex.Length == 0 || !hex.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        var found = store.Images.FindByIdPrefix(hex);
        return found.Select(r => r.Id).Distinct().Count() <= 1
            ? found.OrderBy(r => r.Name is null).ThenBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault()
            : throw new ImageException($"{word} is the beginning of {found.Select(r => r.Id).Distinct().Count()} image IDs; give more digits");
    }

    /// <summary>The record of a full reference: by its tag, or by the digest a registry, or the store, knows it by.</summary>
    public static ImageRecord? FindByReference(Store store, Reference reference)
    {
        if (reference.Digest.IsEmpty)
        {
            return store.Images.Find(reference.WithDefaultTag().ToString());
        }

        var name = reference.WithoutTagAndDigest().WithDigest(reference.Digest).ToString();
        return store.Images.All().FirstOrDefault(r =>
            r.RepoDigests?.Contains(name) == true
            || ((r.Manifest == reference.Digest || r.Id == reference.Digest) && r.Name is not null && Reference.Parse(r.Name).Name == reference.Name));
    }
}
