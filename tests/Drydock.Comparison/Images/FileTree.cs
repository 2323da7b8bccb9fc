using System.Formats.Tar;

namespace Drydock.Comparison.Images;

/// <summary>A root file system, put together from layers without any of Drydock's own code.</summary>
internal sealed class FileTree
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    private readonly SortedDictionary<string, Inode> _nodes = new(StringComparer.Ordinal);

    /// <summary>What each path stands for; paths begin with a slash. Hard links are the same object.</summary>
    public IReadOnlyDictionary<string, Inode> Nodes => _nodes;

    /// <summary>Applies a layer. Its whiteouts hide what is below it, never what it brings itself.</summary>
    public void Apply(Stream layer)
    {
        var entries = new List<(string Path, TarEntry Entry)>();
        using var reader = new TarReader(layer);
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            entries.Add((PathOf(entry.Name), entry));
        }

        foreach (var (path, _) in entries)
        {
            var (folder, name) = (path[..path.LastIndexOf('/')], path[(path.LastIndexOf('/') + 1)..]);
            if (name == Opaque)
            {
                Remove(folder, withItself: false);
            }
            else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
            {
                Remove($"{folder}/{name[Whiteout.Length..]}", withItself: true);
            }
        }

        foreach (var (path, entry) in entries.Where(e => e.Path != "/" && !e.Path[e.Path.LastIndexOf('/')..].StartsWith("/" + Whiteout, StringComparison.Ordinal)))
        {
            Put(path, entry.EntryType == TarEntryType.HardLink ? _nodes[PathOf(entry.LinkName)] : Inode.Of(entry));
        }
    }

    private void Put(string path, Inode inode)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (!_nodes.TryGetValue(path[..slash], out var parent) || !parent.IsDirectory)
            {
                _nodes[path[..slash]] = Inode.Implied();
            }
        }

        if (!inode.IsDirectory)
        {
            Remove(path, withItself: true);
        }

        _nodes[path] = inode;
    }

    private void Remove(string path, bool withItself)
    {
        foreach (var gone in _nodes.Keys.Where(p => p.StartsWith(path + "/", StringComparison.Ordinal) || (withItself && p == path)).ToList())
        {
            _nodes.Remove(gone);
        }
    }

    private static string PathOf(string name) => "/" + string.Join('/', name.Split('/').Where(part => part.Length > 0 && part != "."));
}
