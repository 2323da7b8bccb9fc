using Drydock.Images.Packing;
using Drydock.Images.Records;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Archives;

/// <summary>What <c>save</c> writes: images with the names they were asked for by.</summary>
public static class ImageSelection
{
    /// <summary>
    /// Packs images for an archive: a name without a tag means all its tags, an ID no name.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="words">Names, IDs or their beginnings.</param>
    /// <param name="options">The form of the layers.</param>
    /// <exception cref="ImageException">An image is not in the store, or the store has lost a layer.</exception>
    public static IReadOnlyList<PackedImage> Pack(Store store, IEnumerable<string> words, PackOptions options)
    {
        var chosen = new List<(Digest Id, Reference? Name)>();
        foreach (var word in words)
        {
            chosen.AddRange(Choose(store, word));
        }

        return [.. chosen.GroupBy(c => c.Id).Select(g => PackedImage.Pack(store, g.Key, [.. g.Select(c => c.Name).OfType<Reference>().Distinct()], options))];
    }

    private static IEnumerable<(Digest Id, Reference? Name)> Choose(Store store, string word)
    {
        if (Reference.TryParse(word, out var reference) && reference.IsNameOnly)
        {
            var tags = store.Images.All().Where(r => r.Name is not null)
                .Select(r => (r.Id, Name: (Reference?)Reference.Parse(r.Name!))).Where(r => r.Name!.Name == reference.Name).ToList();
            if (tags.Count > 0)
            {
                return tags.OrderBy(t => t.Name!.Tag, StringComparer.Ordinal);
            }
        }

        var record = ImageLookup.Find(store, word);
        var byName = record.Name is not null && reference?.WithDefaultTag().ToString() == record.Name;
        return [(record.Id, byName ? reference!.WithDefaultTag() : null)];
    }
}
