using Drydock.Linux;

namespace Drydock.Storage.Builds;

/// <summary>
/// What files the content digest of a COPY or bind mount stands for, so that a miss can name the file that
/// changed. A list that is lost costs an explanation.
/// </summary>
public sealed class FileListStore
{
    private readonly string _directory;
    private readonly TempArea _temp;

    internal FileListStore(string directory, TempArea temp) => (_directory, _temp) = (directory, temp);

    /// <summary>Whether the value of an ingredient is a content digest.</summary>
    public static bool IsContent(Ingredient ingredient) => ingredient.Name is "content" or "mount-content";

    /// <summary>Keeps the list of a content digest, unless there is one.</summary>
    /// <param name="content">The digest, <c>sha256:…</c>.</param>
    /// <param name="entries">The files.</param>
    public void Write(string content, IEnumerable<ListedFile> entries)
    {
        var path = PathOf(content);
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(_directory);
        _temp.WriteFile(path, durable: false, stream =>
        {
            foreach (var entry in entries)
            {
                stream.Write(ByteText.Encode($"{entry.Facts} {entry.Content} {entry.Path.Replace("\n", "\\n", StringComparison.Ordinal)}\n"));
            }
        });
    }

    /// <summary>What each of two lists has that the other one has not; null when one of them is not there.</summary>
    /// <param name="before">The content digest of one list.</param>
    /// <param name="now">That of the other.</param>
    public (IReadOnlyList<ListedFile> Before, IReadOnlyList<ListedFile> Now)? Compare(string before, string now) =>
        Lines(before) is { } old && Lines(now) is { } fresh ? (Only(old, fresh), Only(fresh, old)) : null;

    // Most lines are equal, and need not be taken apart.
    private static List<ListedFile> Only(string[] list, string[] other)
    {
        var known = other.ToHashSet(StringComparer.Ordinal);
        return [.. list.Where(line => !known.Contains(line)).Select(Parse).OfType<ListedFile>()];
    }

    private string[]? Lines(string content)
    {
        try
        {
            return ByteText.Decode(File.ReadAllBytes(PathOf(content))).Split('\n');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The content digests of all lists with their bytes, in no particular order.</summary>
    internal IEnumerable<(string Content, long Bytes)> All() =>
        Directory.Exists(_directory) ? new DirectoryInfo(_directory).EnumerateFiles().Select(f => ("sha256:" + f.Name, f.Length)) : [];

    /// <summary>The bytes of a list; 0 when there is none.</summary>
    internal long SizeOf(string content) => new FileInfo(PathOf(content)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Removes a list.</summary>
    internal void Delete(string content) => File.Delete(PathOf(content));

    private static ListedFile? Parse(string line) =>
        line.Split(' ', 3) is [var facts, var content, var path] ? new ListedFile(path, facts, content) : null;

    private string PathOf(string content) => Path.Combine(_directory, content[(content.IndexOf(':', StringComparison.Ordinal) + 1)..]);
}

/// <summary>One file of a list.</summary>
/// <param name="Path">Its path where it was taken from.</param>
/// <param name="Facts">Type, mode, owner and attributes, without spaces.</param>
/// <param name="Content">The digest of a regular file's bytes, the target of a link in hexadecimal, or <c>-</c>.</param>
public sealed record ListedFile(string Path, string Facts, string Content);
