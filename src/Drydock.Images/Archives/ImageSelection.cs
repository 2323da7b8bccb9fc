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
    /// <param name="platform">The only platform wanted; null for all that an image has.</param>
    /// <exception cref="ImageException">An image is not in the store, or the store has lost a layer.</exception>
    public static IReadOnlyList<PackedTarget> Pack(Store store, IEnumerable<string> words, PackOptions options, Platform? platform = null)
    {
        var chosen = new List<(ImageRecord Record, Reference? Name)>();
        foreach (var word in words)
        {
            chosen.AddRange(Choose(store, word));
        }

        return
        [
            .. chosen.Select(c => (Record: platform is null ? c.Record : ImageLookup.Narrow(store, c.Record, platform), c.Name)).GroupBy(c => c.Record.ShownId)
                .Select(g => Pack(store, g.First().Record, [.. g.Select(c => c.Name).OfType<Reference>().Distinct()], options)),
        ];
    }

    private static PackedTarget Pack(Store store, ImageRecord record, IReadOnlyList<Reference> names, PackOptions options) => record is { Platforms: null, Attestations: null }
        ? PackedImage.Pack(store, record.Id, names, options)
        : PackedIndex.Pack(store, record, names, options);

    private static IEnumerable<(ImageRecord Record, Reference? Name)> Choose(Store store, string word)
    {
        if (Reference.TryParse(word, out var reference) && reference.IsNameOnly)
        {
            var tags = store.Images.All().Where(r => r.Name is not null)
                .Select(r => (Record: r, Name: (Reference?)Reference.Parse(r.Name!))).Where(r => r.Name!.Name == reference.Name).ToList();
            if (tags.Count > 0)
            {
                return tags.OrderBy(t => t.Name!.Tag, StringComparer.Ordinal);
            }
        }

        var record = ImageLookup.Find(store, word);
        var byName = record.Name is not null && reference?.WithDefaultTag().ToString() == record.Name;
        return [(record, byName ? reference!.WithDefaultTag() : null)];
    }
}
