using System.Globalization;
using Drydock.Oci;
using Drydock.Storage.Builds;

namespace Drydock.Build.Caching.Explaining;

/// <summary>Which files make the difference between two content digests.</summary>
internal static class FileListDiff
{
    private const int Named = 3;

    /// <summary>All differences, a sentence each, in the order of paths.</summary>
    public static IReadOnlyList<FileDifference> Of(IReadOnlyList<ListedFile> before, IReadOnlyList<ListedFile> now)
    {
        var old = before.GroupBy(f => f.Path).ToDictionary(g => g.Key, g => g.First());
        var fresh = now.GroupBy(f => f.Path).ToDictionary(g => g.Key, g => g.First());
        var differences = new List<FileDifference>();
        foreach (var path in old.Keys.Union(fresh.Keys).Order(StringComparer.Ordinal))
        {
            var name = path.Length == 0 ? "/" : path;
            if (!old.TryGetValue(path, out var was))
            {
                differences.Add(new(name, "is new"));
            }
            else if (!fresh.TryGetValue(path, out var file))
            {
                differences.Add(new(name, "is gone"));
            }
            else if (was.Content != file.Content)
            {
                differences.Add(new(name, $"changed: {Short(was.Content)} → {Short(file.Content)}"));
            }
            else if (was.Facts != file.Facts)
            {
                differences.Add(new(name, $"has another mode, owner or attribute: {was.Facts} → {file.Facts}"));
            }
        }

        return differences;
    }

    /// <summary>The differences in a few words.</summary>
    public static string Summary(IReadOnlyList<FileDifference> differences) => differences.Count switch
    {
        0 => "the names of the copied files changed",
        1 => differences[0].ToString(),
        var count => string.Create(
            CultureInfo.InvariantCulture, $"{count} files differ: {string.Join(", ", differences.Take(Named).Select(d => d.Path))}{(count > Named ? ", …" : "")}"),
    };

    private static string Short(string content) => Digest.TryParse(content, out var digest) ? $"sha256:{digest.ShortHex}" : "another kind of file";
}

/// <summary>One file that differs.</summary>
/// <param name="Path">The file.</param>
/// <param name="What">The rest of the sentence.</param>
internal sealed record FileDifference(string Path, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} {What}";
}
