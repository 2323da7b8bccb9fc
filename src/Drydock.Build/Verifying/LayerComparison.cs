using System.Globalization;
using Drydock.Layers;
using Drydock.Layers.Diff;
using Drydock.Layers.Tar;
using Drydock.Storage;

namespace Drydock.Build.Verifying;

/// <summary>The first file in which two layers differ.</summary>
/// <param name="Path">Its path in the image, absolute.</param>
/// <param name="What">What is different, such as <c>content</c> or <c>mode 0644 and 0755</c>.</param>
public sealed record FileDifference(string Path, string What);

/// <summary>Compares two layers entry by entry; both are tars in the one order that this builder writes.</summary>
public static class LayerComparison
{
    /// <summary>Finds the first difference.</summary>
    /// <param name="store">Has the tars of both layers.</param>
    /// <param name="first">A layer.</param>
    /// <param name="second">Another.</param>
    /// <returns>Null when their entries are equal.</returns>
    /// <exception cref="StoreException">A tar is not there.</exception>
    public static FileDifference? Find(Store store, LayerRecord first, LayerRecord second)
    {
        using var left = new TarReader(store.Blobs.OpenRead(first.DiffId!.Value));
        using var right = new TarReader(store.Blobs.OpenRead(second.DiffId!.Value));
        while (true)
        {
            var (a, b) = (left.Next(), right.Next());
            switch (a, b)
            {
                case (null, null):
                    return null;
                case (null, not null) or (not null, null):
                    return Only((a ?? b)!, a is not null);
                case var (x, y) when !x!.Path.Equals(y!.Path):
                    var isFirst = x.Path.Bytes.SequenceCompareTo(y.Path.Bytes) < 0;
                    return Only(isFirst ? x : y, isFirst);
            }

            var what = Attributes(a!, b!);
            if (what is null && a!.Type == LayerEntryType.Regular && !SameContent.Holds(left.Content, right.Content))
            {
                what = "content";
            }

            if (what is not null)
            {
                return new FileDifference("/" + a!.Path, what);
            }
        }
    }

    private static FileDifference Only(LayerEntry entry, bool isFirst) => new("/" + entry.Path, $"it is in the {(isFirst ? "first" : "second")} build only");

    private static string? Attributes(LayerEntry a, LayerEntry b)
    {
        if (a.Type != b.Type)
        {
            return $"type {a.Type} and {b.Type}";
        }

        if (a.Mode != b.Mode)
        {
            return $"mode {Convert.ToString(a.Mode, 8)} and {Convert.ToString(b.Mode, 8)}";
        }

        if ((a.Uid, a.Gid) != (b.Uid, b.Gid))
        {
            return string.Create(CultureInfo.InvariantCulture, $"owner {a.Uid}:{a.Gid} and {b.Uid}:{b.Gid}");
        }

        if (a.MtimeSeconds != b.MtimeSeconds)
        {
            return $"modification time {Time(a)} and {Time(b)}";
        }

        return !a.LinkTarget.Span.SequenceEqual(b.LinkTarget.Span) ? "link target"
            : !a.Xattrs.Equals(b.Xattrs) ? "extended attributes"
            : a.Size != b.Size ? string.Create(CultureInfo.InvariantCulture, $"size {a.Size} and {b.Size}")
            : null;
    }

    private static string Time(LayerEntry entry) => DateTimeOffset.FromUnixTimeSeconds(entry.MtimeSeconds).ToString("s", CultureInfo.InvariantCulture) + "Z";
}
