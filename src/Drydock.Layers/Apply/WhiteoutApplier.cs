using Drydock.Layers.Whiteouts;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Apply;

/// <summary>Applies whiteouts. They are about lower layers only: what the same layer brings, before or after, stays.</summary>
internal sealed class WhiteoutApplier
{
    private readonly ApplyOptions _options;
    private readonly HashSet<UnixPath> _unpacked = [];

    public WhiteoutApplier(ApplyOptions options) => _options = options;

    public bool IsOverlayForm => _options.Whiteouts == WhiteoutHandling.OverlayForm;

    /// <summary>Notes that this layer brought a file, and so the directories above it.</summary>
    public void Unpacked(OpenParent parent, ReadOnlySpan<byte> name)
    {
        if (IsOverlayForm)
        {
            return;
        }

        for (var path = parent.Real.Append(name); !path.IsRoot && _unpacked.Add(path);)
        {
            path = path.Parent;
        }
    }

    /// <summary>Whether this layer replaced a directory above a whiteout by a file or a link: then there is nothing to delete.</summary>
    public bool IsInVain(RootedDirectory target, UnixPath path)
    {
        for (var above = path.Parent; !above.IsRoot; above = above.Parent)
        {
            if (target.TryStat(above, out var status) && !status.IsDirectory && (IsOverlayForm ? !status.IsWhiteout : _unpacked.Contains(above)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Applies a whiteout; true when a directory may have gone.</summary>
    public bool Apply(OpenParent parent, UnixPath path)
    {
        if (WhiteoutName.IsOpaque(path))
        {
            if (IsOverlayForm)
            {
                MarkOpaque(parent.Handle, default);
                return false;
            }

            RemoveOld(parent.Handle, parent.Real);
            return true;
        }

        if (!WhiteoutName.TryGetDeleted(path, out var deleted))
        {
            return false;
        }

        if (!IsOverlayForm)
        {
            Remove(parent.Handle, parent.Real, deleted.Name);
            return true;
        }

        if (!parent.Handle.TryStat(deleted.Name, out var status))
        {
            parent.Handle.CreateNode(deleted.Name, FileType.CharacterDevice, 0);
        }
        else if (status.IsDirectory)
        {
            MarkOpaque(parent.Handle, deleted.Name);
        }

        return false;
    }

    public void MarkOpaque(DirectoryHandle directory, ReadOnlySpan<byte> name) => MarkOpaque(directory, name, _options.OverlayXattrs);

    public static void MarkOpaque(DirectoryHandle directory, ReadOnlySpan<byte> name, OverlayXattrs names) =>
        directory.SetXattr(name, OverlayForm.OpaqueName(names), OverlayForm.OpaqueValue);

    private void Remove(DirectoryHandle directory, UnixPath path, ReadOnlySpan<byte> name)
    {
        var full = path.Append(name);
        if (!_unpacked.Contains(full))
        {
            directory.RemoveTree(name);
        }
        else if (directory.TryStat(name, out var status) && status.IsDirectory)
        {
            using var child = directory.OpenDirectory(name);
            RemoveOld(child, full);
        }
    }

    private void RemoveOld(DirectoryHandle directory, UnixPath path)
    {
        foreach (var entry in directory.Enumerate())
        {
            Remove(directory, path, entry.Name);
        }
    }
}
