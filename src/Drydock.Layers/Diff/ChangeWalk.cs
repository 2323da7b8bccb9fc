using Drydock.Layers.Whiteouts;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Diff;

/// <summary>
/// Walks a tree beside the one below it, names in byte order, parents first, and tells a sink what
/// changed. The upper tree is an overlay's upper directory, or, with hard link groups, a whole tree.
/// </summary>
internal sealed class ChangeWalk
{
    private readonly ChangeSink _sink;
    private readonly HardLinkGroups? _groups;
    private readonly CancellationToken _cancellation;

    public ChangeWalk(ChangeSink sink, HardLinkGroups? groups, CancellationToken cancellation)
    {
        _sink = sink;
        _groups = groups;
        _cancellation = cancellation;
    }

    /// <summary>A whole tree says what is not there by not having it, an upper directory by whiteouts.</summary>
    private bool IsWholeTree => _groups is not null;

    public void Run(RootedDirectory? lower, RootedDirectory upper)
    {
        using var upperRoot = upper.OpenDirectory(UnixPath.Root);
        using var lowerRoot = lower?.OpenDirectory(UnixPath.Root);
        var attributes = TreeEntries.ReadXattrs(upperRoot, default);
        var entry = TreeEntries.Describe(upperRoot, default, upperRoot.Stat(default), UnixPath.Root)!;
        var below = lowerRoot is null
            ? new LayerEntry { Path = UnixPath.Root, Type = LayerEntryType.Directory, Mode = 0x1ED }
            : TreeEntries.Describe(lowerRoot, default, lowerRoot.Stat(default), UnixPath.Root)!;

        // The root's time alone changes with every new name in it and belongs to no layer.
        if (!SameAttributes(entry with { MtimeSeconds = 0 }, below with { MtimeSeconds = 0 }))
        {
            _sink.Leave(_sink.Enter(entry, changed: true));
        }

        WalkDirectory(upperRoot, lowerRoot, UnixPath.Root, IsWholeTree || OverlayForm.IsOpaque(attributes));
    }

    private void WalkDirectory(DirectoryHandle upper, DirectoryHandle? lower, UnixPath path, bool hidesLower)
    {
        var names = upper.Enumerate().Select(entry => entry.Name).ToList();
        names.Sort(ByteOrder.Instance);
        var hidden = new List<byte[]>();
        if (hidesLower && lower is not null)
        {
            var present = new HashSet<byte[]>(names, ByteOrder.Instance);
            hidden = [.. lower.Enumerate().Select(entry => entry.Name).Where(name => !present.Contains(name)).Order(ByteOrder.Instance)];
        }

        var next = 0;
        foreach (var name in names)
        {
            _cancellation.ThrowIfCancellationRequested();
            for (; next < hidden.Count && ByteOrder.Instance.Compare(hidden[next], name) < 0; next++)
            {
                _sink.Delete(path.Append(hidden[next]));
            }

            if (upper.TryStat(name, out var status))
            {
                Visit(upper, lower, name, status, path.Append(name), hidesLower);
            }
        }

        foreach (var name in hidden.Skip(next))
        {
            _sink.Delete(path.Append(name));
        }
    }

    private void Visit(DirectoryHandle upper, DirectoryHandle? lower, byte[] name, in FileStatus status, UnixPath path, bool hidesLower)
    {
        var lowerStatus = default(FileStatus);
        var isBelow = lower is not null && lower.TryStat(name, out lowerStatus);
        var entry = status.IsWhiteout ? null : TreeEntries.Describe(upper, name, status, path);
        if (entry is null)
        {
            // A deletion, or a socket, which hides what is below it and is itself in no layer.
            if (isBelow && lowerStatus.Type != FileType.Socket)
            {
                _sink.Delete(path);
            }

            return;
        }

        if (name.AsSpan().StartsWith(WhiteoutName.Prefix))
        {
            throw new LayerException($"\"{path}\" cannot be in an image: a layer takes a name that begins with \".wh.\" for a deletion; rename the file");
        }

        var below = isBelow ? TreeEntries.Describe(lower!, name, lowerStatus, path) : null;
        if (status.IsDirectory)
        {
            VisitDirectory(upper, lower, name, entry, below, hidesLower);
        }
        else if (below is null || WasLinked(status, lowerStatus) || IsChanged(entry, status, below, upper, lower!))
        {
            _sink.Add(entry, upper, status);
        }
    }

    private void VisitDirectory(DirectoryHandle upper, DirectoryHandle? lower, byte[] name, LayerEntry entry, LayerEntry? below, bool hidesLower)
    {
        var mark = _sink.Enter(entry, below is null || !SameAttributes(entry, below));
        using var upperChild = upper.OpenDirectory(name);
        using var lowerChild = below is { Type: LayerEntryType.Directory } ? lower!.OpenDirectory(name) : null;
        WalkDirectory(upperChild, lowerChild, entry.Path, hidesLower || OverlayForm.IsOpaque(TreeEntries.ReadXattrs(upperChild, default)));
        _sink.Leave(mark);
    }

    /// <summary>
    /// Whether a file of a whole tree lost its other names: perhaps they live on without it, and only
    /// writing it tells it from them.
    /// </summary>
    private bool WasLinked(in FileStatus status, in FileStatus below) => IsWholeTree && status.LinkCount == 1 && below.LinkCount > 1;

    private bool IsChanged(LayerEntry entry, in FileStatus status, LayerEntry below, DirectoryHandle upper, DirectoryHandle lower)
    {
        if (status.LinkCount > 1)
        {
            // A copy-up breaks links: an upper file with several names got them in this step.
            return _groups is null || _groups.IsChanged(status);
        }

        return !SameAttributes(entry, below) || !SameContent.Holds(entry, upper, lower);
    }

    /// <summary>Equality of all that a layer can hold, content aside; times count in whole seconds.</summary>
    internal static bool SameAttributes(LayerEntry x, LayerEntry y) =>
        x.Type == y.Type && x.Mode == y.Mode && x.Uid == y.Uid && x.Gid == y.Gid && x.Size == y.Size
        && x.MtimeSeconds == y.MtimeSeconds && x.DevMajor == y.DevMajor && x.DevMinor == y.DevMinor
        && x.LinkTarget.Span.SequenceEqual(y.LinkTarget.Span) && x.Xattrs.Equals(y.Xattrs);
}
