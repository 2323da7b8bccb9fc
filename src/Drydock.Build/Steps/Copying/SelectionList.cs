using System.Globalization;
using System.Security.Cryptography;
using Drydock.Layers;
using Drydock.Linux;
using Drydock.Storage.Builds;

namespace Drydock.Build.Steps.Copying;

/// <summary>Selected files as a list that a later build is compared with: what <see cref="ContentDigest"/> counts, a file a line.</summary>
internal static class SelectionList
{
    /// <summary>The list; the digests of all regular files are known.</summary>
    public static IEnumerable<ListedFile> Of(IReadOnlyList<SelectedSource> selected) =>
        selected.SelectMany(source => source.Parents.Concat(source.Items).Select(item => Of(source.Tree, item)));

    private static ListedFile Of(SourceTree tree, SourceItem item)
    {
        var entry = item.Entry;
        var facts = $"{entry.Type}:{Convert.ToString(entry.Mode, 8)}";
        if (entry.Type is LayerEntryType.CharacterDevice or LayerEntryType.BlockDevice)
        {
            facts += string.Create(CultureInfo.InvariantCulture, $":{entry.DevMajor},{entry.DevMinor}");
        }

        if (tree.KeepOwner)
        {
            facts += string.Create(CultureInfo.InvariantCulture, $":{entry.Uid}:{entry.Gid}");
        }

        foreach (var attribute in entry.Xattrs)
        {
            var name = ByteText.Decode(attribute.Name).Replace(' ', '_');
            facts += $":{name}={Convert.ToHexStringLower(SHA256.HashData(attribute.Value).AsSpan(0, 6))}";
        }

        var content = !item.Content.IsEmpty ? item.Content.ToString()
            : entry.LinkTarget.IsEmpty ? "-" : Convert.ToHexStringLower(entry.LinkTarget.Span);
        return new ListedFile(item.Path.ToString(), facts, content);
    }
}
