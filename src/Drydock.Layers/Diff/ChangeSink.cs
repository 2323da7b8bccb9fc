using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Layers.Whiteouts;

namespace Drydock.Layers.Diff;

/// <summary>Writes changes as entries; a directory that did not change itself is written only once something in it did.</summary>
internal sealed class ChangeSink
{
    private readonly LayerWriter _writer;
    private readonly DiffOptions _options;
    private readonly List<LayerEntry> _unwrittenParents = [];
    private readonly Dictionary<(ulong Device, ulong Inode), UnixPath> _linked = [];

    public ChangeSink(LayerWriter writer, DiffOptions options)
    {
        _writer = writer;
        _options = options;
    }

    /// <summary>Enters a directory; returns what <see cref="Leave"/> wants.</summary>
    public int Enter(LayerEntry directory, bool changed)
    {
        var mark = _unwrittenParents.Count;
        _unwrittenParents.Add(directory);
        if (changed)
        {
            WriteParents();
        }

        return mark;
    }

    /// <summary>Leaves a directory: if nothing in it changed, it stays unwritten.</summary>
    public void Leave(int mark)
    {
        if (_unwrittenParents.Count > mark)
        {
            _unwrittenParents.RemoveRange(mark, _unwrittenParents.Count - mark);
        }
    }

    /// <summary>Writes the deletion of what lower layers have at <paramref name="path"/>: mode 0000, owner 0:0, empty.</summary>
    public void Delete(UnixPath path)
    {
        WriteParents();
        _writer.Add(new LayerEntry { Path = WhiteoutName.For(path), Type = LayerEntryType.Regular });
    }

    /// <summary>Writes a file that is no directory; a further name of one that was written becomes a hard link.</summary>
    public void Add(LayerEntry entry, DirectoryHandle directory, in FileStatus status)
    {
        WriteParents();
        entry = Adjust(entry);
        if (status.LinkCount > 1)
        {
            var identity = (status.Device, status.Inode);
            if (_linked.TryGetValue(identity, out var first))
            {
                _writer.Add(entry with { Type = LayerEntryType.HardLink, Size = 0, LinkTarget = first.Bytes.ToArray(), Xattrs = XattrSet.Empty, DevMajor = 0, DevMinor = 0 });
                return;
            }

            _linked.Add(identity, entry.Path);
        }

        if (entry is not { Type: LayerEntryType.Regular, Size: > 0 })
        {
            Tell(entry, _writer.Add(entry, (Stream?)null, _options.OnFileDigest is not null));
            return;
        }

        using var content = directory.OpenRead(entry.Path.Name);
        Tell(entry, _writer.Add(entry, content, _options.OnFileDigest is not null));
    }

    private void Tell(LayerEntry entry, Oci.Digest? digest)
    {
        if (digest is { } known)
        {
            _options.OnFileDigest?.Invoke(entry, known);
        }
    }

    private void WriteParents()
    {
        foreach (var parent in _unwrittenParents)
        {
            _writer.Add(Adjust(parent));
        }

        _unwrittenParents.Clear();
    }

    private LayerEntry Adjust(LayerEntry entry)
    {
        entry = _options.Owner is var (uid, gid) ? entry with { Uid = uid, Gid = gid } : entry;
        entry = _options.ClampMtimeSeconds is { } latest && entry.MtimeSeconds > latest
            ? entry with { MtimeSeconds = latest, MtimeNanoseconds = 0 }
            : entry;
        return _options.Change?.Invoke(entry) ?? entry;
    }
}
