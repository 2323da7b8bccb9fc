using Drydock.Dockerfile.Ignore;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;

namespace Drydock.Build.Steps.Copying;

/// <summary>From the sources of a COPY, as written, to the files it takes.</summary>
/// <param name="tree">Where they are.</param>
/// <param name="exclude"><c>--exclude</c>, applied to paths below each source.</param>
/// <param name="keepParents"><c>--parents</c>.</param>
/// <param name="selected">Told of each file and directory as soon as it is selected, directories that <c>--parents</c> keeps aside.</param>
public sealed class SourceSelector(SourceTree tree, IgnoreMatcher exclude, bool keepParents, Action<SourceItem>? selected = null)
{
    private const string WildcardCharacters = "*?[\\";

    /// <summary>Selects one source; a pattern that matches nothing selects nothing.</summary>
    /// <exception cref="StepException">A path without wildcards does not exist.</exception>
    public IEnumerable<SelectedSource> Select(string source)
    {
        var (pivot, pattern) = SplitPivot(source);
        if (pattern.AsSpan().IndexOfAny(WildcardCharacters) < 0)
        {
            return [SelectPath(pivot, UnixPath.FromText(pattern), source)];
        }

        return Matches(pivot, pattern).Select(path => SelectPath(pivot, path, source)).ToList();
    }

    /// <summary>Cleans a path as the Dockerfile reference says: relative to the root, never above it.</summary>
    internal static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not (".." or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    // A "/./" in a source of --parents says where the kept directories begin.
    private (UnixPath Pivot, string Pattern) SplitPivot(string source) =>
        keepParents && source.IndexOf("/./", StringComparison.Ordinal) is >= 0 and var dot
            ? (UnixPath.FromText(Clean(source[..dot])), Clean(source[(dot + 3)..]))
            : (UnixPath.Root, Clean(source));

    private List<UnixPath> Matches(UnixPath pivot, string pattern)
    {
        var components = pattern.Split('/');
        var fixedCount = components.TakeWhile(c => c.AsSpan().IndexOfAny(WildcardCharacters) < 0).Count();
        var start = pivot.Append(UnixPath.FromText(string.Join('/', components.Take(fixedCount))));
        var found = new List<UnixPath>();
        if (tree.Root.TryStat(start, out var status, followSymlink: true) && status.IsDirectory)
        {
            Match(start, components.AsSpan(fixedCount), found);
        }

        // Paths as a source without wildcards would have them: below the pivot.
        return [.. found.Select(path => UnixPath.FromBytes(path.Bytes[pivot.Bytes.Length..]))];
    }

    private void Match(UnixPath directory, ReadOnlySpan<string> components, List<UnixPath> found)
    {
        var pattern = components[0];
        if (pattern == "**" && keepParents)
        {
            MatchAnyDepth(directory, components, found);
            return;
        }

        foreach (var entry in tree.Root.Enumerate(directory).OrderBy(e => e.Name, ByteArrayOrder.Instance))
        {
            if (!PathGlob.IsMatch(pattern, ByteText.Decode(entry.Name)))
            {
                continue;
            }

            var path = directory.Append(entry.Name);
            if (components.Length > 1)
            {
                if (tree.Root.TryStat(path, out var status, followSymlink: true) && status.IsDirectory)
                {
                    Match(path, components[1..], found);
                }
            }
            else if (!tree.Filter.IsExcluded(path.Bytes) || !tree.Filter.CanPruneDirectory(path.Bytes))
            {
                found.Add(path);
            }
        }
    }

    // "**" stands for any number of directories, none included.
    private void MatchAnyDepth(UnixPath directory, ReadOnlySpan<string> components, List<UnixPath> found)
    {
        if (components.Length > 1)
        {
            Match(directory, components[1..], found);
        }

        foreach (var entry in tree.Root.Enumerate(directory).OrderBy(e => e.Name, ByteArrayOrder.Instance))
        {
            var path = directory.Append(entry.Name);
            if (entry.Type == FileType.Directory)
            {
                MatchAnyDepth(path, components, found);
            }
            else if (components.Length == 1 && !tree.Filter.IsExcluded(path.Bytes))
            {
                found.Add(path);
            }
        }
    }

    private SelectedSource SelectPath(UnixPath pivot, UnixPath path, string source)
    {
        var full = pivot.Append(path);
        var resolved = tree.Root.Resolve(full);
        if (!resolved.Exists || !tree.Root.TryStat(resolved.Path, out var status) || (!status.IsDirectory && tree.Filter.IsExcluded(resolved.Path.Bytes)))
        {
            throw NotFound(source, resolved.Path);
        }

        var items = new SourceItems();
        using (var parent = tree.Root.OpenDirectory(resolved.Path.Parent))
        {
            Add(items, tree.Item(parent, resolved.Path.Name, resolved.Path, resolved.Path.Bytes.Length, status) ?? throw NotFound(source, resolved.Path));
        }

        if (status.IsDirectory)
        {
            Collect(resolved.Path, items);
        }

        var parents = keepParents ? Parents(pivot, full) : [];
        return new SelectedSource(tree, full.Name.ToArray(), parents, items);
    }

    private void Collect(UnixPath top, SourceItems items)
    {
        // Directories that are left out but may hold something that is not; added when something shows up.
        var pending = new List<SourceItem>();
        tree.Root.Walk(top, (in WalkEntry entry) =>
        {
            var path = entry.Path;
            var relative = UnixPath.FromBytes(path.Bytes[top.Bytes.Length..]);
            var excluded = tree.Filter.IsExcluded(path.Bytes) || exclude.IsExcluded(relative.Bytes);
            if (pending.Count > 0)
            {
                pending.RemoveAll(p => !relative.StartsWith(p.Relative));
            }

            if (excluded && (!entry.Status.IsDirectory || (CanPrune(path, relative))))
            {
                return WalkAction.SkipChildren;
            }

            if (tree.Item(entry.Directory, entry.Name, path, top.Bytes.Length, entry.Status) is not { } item)
            {
                return WalkAction.Continue;
            }

            if (excluded)
            {
                pending.Add(item);
                return WalkAction.Continue;
            }

            pending.ForEach(directory => Add(items, directory));
            pending.Clear();
            Add(items, item);
            return WalkAction.Continue;
        });
    }

    private void Add(SourceItems items, SourceItem item)
    {
        selected?.Invoke(item);
        items.Add(item);
    }

    private bool CanPrune(UnixPath path, UnixPath relative) =>
        (tree.Filter.IsExcluded(path.Bytes) && tree.Filter.CanPruneDirectory(path.Bytes)) || (exclude.IsExcluded(relative.Bytes) && exclude.CanPruneDirectory(relative.Bytes));

    private List<SourceItem> Parents(UnixPath pivot, UnixPath path)
    {
        var parents = new List<SourceItem>();
        for (var p = path.Parent; p.Bytes.Length > pivot.Bytes.Length; p = p.Parent)
        {
            using var directory = tree.Root.OpenDirectory(p.Parent);
            if (tree.Item(directory, p.Name, p, pivot.Bytes.Length, tree.Root.Stat(p, followSymlink: true)) is { } item)
            {
                parents.Insert(0, item);
            }
        }

        return parents;
    }

    private StepException NotFound(string source, UnixPath path)
    {
        var message = $"failed to calculate checksum: \"/{Clean(source)}\": not found";
        var hint = tree switch
        {
            { KeepOwner: true } => "paths begin at the root of the stage or image that --from names",
            _ when tree.Root.TryStat(path, out _) && tree.Filter.IsExcluded(path.Bytes) => "it exists, but .dockerignore leaves it out",
            _ => "paths begin at the context, also those with a slash in front, and lead to nothing outside of it",
        };
        return new StepException($"{message}\n{hint}");
    }
}

/// <summary>Byte order of names.</summary>
internal sealed class ByteArrayOrder : IComparer<byte[]>
{
    public static ByteArrayOrder Instance { get; } = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
