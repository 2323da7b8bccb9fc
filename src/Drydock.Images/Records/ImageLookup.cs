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
        found = found.Count > 0 ? found : ForOnePlatform(store, hex);
        return found.Select(r => r.ShownId).Distinct().Count() <= 1
            ? found.OrderBy(r => r.Name is null).ThenBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault()
            : throw new ImageException($"{word} is the beginning of {found.Select(r => r.ShownId).Distinct().Count()} image IDs; give more digits");
    }

    /// <summary>The record as it is for one platform.</summary>
    /// <exception cref="ImageException">The image is not for that platform.</exception>
    public static ImageRecord Narrow(Store store, ImageRecord record, Platform platform) =>
        TryNarrow(store, record, platform) ?? throw new ImageException(
            $"image with reference {Shown(record)} was found but does not provide the specified platform ({platform}); it has {string.Join(", ", PlatformsOf(store, record))}");

    /// <summary>The record as it is for one platform, or for the best one that runs there; null when the image has none.</summary>
    public static ImageRecord? TryNarrow(Store store, ImageRecord record, Platform platform)
    {
        var matcher = PlatformMatcher.Only(platform);
        if (record.Platforms is not { } all)
        {
            return matcher.Matches(PlatformsOf(store, record)[0]) ? record : null;
        }

        var best = matcher.Order(all.Where(p => matcher.Matches(p.Platform)), p => p.Platform);
        return best.Count > 0 ? record.Narrow(best[0]) : null;
    }

    private static IReadOnlyList<Platform> PlatformsOf(Store store, ImageRecord record) =>
        record.Platforms?.Select(p => p.Platform).ToList() ?? [OciJson.Deserialize<ImageConfig>(store.Blobs.ReadDocument(record.Id)).Platform];

    private static string Shown(ImageRecord record) => record.Name is { } name ? Reference.Parse(name).ToFamiliarString() : record.ShownId.ToString();

    // Images of an index have no records of their own.
    private static IReadOnlyList<ImageRecord> ForOnePlatform(Store store, string hex) =>
        [.. store.Images.All().SelectMany(r => (r.Platforms ?? []).Where(p => p.Id.Hex.StartsWith(hex, StringComparison.Ordinal)).Select(r.Narrow))];

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
