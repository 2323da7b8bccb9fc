using Drydock.Layers.Tar;
using Drydock.Layers.Whiteouts;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Apply;

/// <summary>One run of the extractor: entry by entry, one directory kept open for the entries that follow each other in it.</summary>
internal sealed class Extraction : IDisposable
{
    private readonly TarReader _layer;
    private readonly ExtractionParents _parents;
    private readonly FileAttributes _attributes;
    private readonly WhiteoutApplier _whiteouts;
    private readonly bool _knowsWhiteouts;
    private readonly Warnings _warnings;
    private readonly RootedDirectory _target;

    public Extraction(TarReader layer, RootedDirectory target, ApplyOptions options)
    {
        _layer = layer;
        _target = target;
        _warnings = new Warnings(options.Warn);
        _attributes = new FileAttributes(_warnings);
        _parents = new ExtractionParents(target, options, _attributes);
        _whiteouts = new WhiteoutApplier(options);
        _knowsWhiteouts = options.Whiteouts != WhiteoutHandling.PlainFile;
    }

    public void Dispose() => _parents.Dispose();

    public void Apply(LayerEntry entry)
    {
        entry = Cleaned(entry);
        if (entry.Path.IsRoot)
        {
            ApplyRoot(entry);
            return;
        }

        if (_knowsWhiteouts && entry.Path.Name.StartsWith(WhiteoutName.Prefix))
        {
            ApplyWhiteout(entry.Path);
            return;
        }

        var parent = _parents.Open(entry.Path.Parent);

        if (OverlayForm.IsWhiteout(entry))
        {
            _warnings.Once("device", $"\"{entry.Path}\" is a device 0/0, which overlayfs would take for a deletion; it is left out");
            return;
        }

        Place(entry, parent);
        _whiteouts.Unpacked(parent, entry.Path.Name);
    }

    /// <summary>Gives directories their times, which every new name in them has changed since.</summary>
    public void FinishDirectories() => _parents.SetTimes();

    private void ApplyWhiteout(UnixPath path)
    {
        if (!_whiteouts.IsInVain(_target, path) && _whiteouts.Apply(_parents.Open(path.Parent), path))
        {
            _parents.Forget();
        }
    }

    private void Place(LayerEntry entry, OpenParent parent)
    {
        var name = entry.Path.Name;
        switch (entry.Type)
        {
            case LayerEntryType.Directory:
                PlaceDirectory(entry, parent);
                return;
            case LayerEntryType.HardLink:
                PlaceLink(entry, parent);
                return;
            case LayerEntryType.Regular:
                PlaceFile(entry, parent);
                break;
            case LayerEntryType.SymbolicLink:
                Create(parent, name, () => parent.Handle.CreateSymlink(entry.Path.Name, entry.LinkTarget.Span));
                break;
            default:
                if (!PlaceNode(entry, parent))
                {
                    return;
                }

                break;
        }

        _attributes.Set(parent.Handle, name, entry);
    }

    private void PlaceFile(LayerEntry entry, OpenParent parent)
    {
        Microsoft.Win32.SafeHandles.SafeFileHandle? file = null;
        Create(parent, entry.Path.Name, () => file = parent.Handle.CreateFile(entry.Path.Name, 0x180));
        using (file)
        {
            ContentWriter.Write(_layer, entry, file!);
        }
    }

    private bool PlaceNode(LayerEntry entry, OpenParent parent)
    {
        var type = entry.Type switch
        {
            LayerEntryType.Fifo => FileType.Fifo,
            LayerEntryType.CharacterDevice => FileType.CharacterDevice,
            _ => FileType.BlockDevice,
        };
        try
        {
            Create(parent, entry.Path.Name, () => parent.Handle.CreateNode(entry.Path.Name, type, 0x180, entry.DevMajor, entry.DevMinor));
            return true;
        }
        catch (LinuxException error) when (error.IsDenied && entry.Type != LayerEntryType.Fifo)
        {
            _warnings.Once("node", $"device nodes cannot be made here and are left out, first \"{entry.Path}\" ({error.Message})");
            return false;
        }
    }

    private void PlaceDirectory(LayerEntry entry, OpenParent parent)
    {
        var name = entry.Path.Name;
        if (!parent.Handle.TryStat(name, out var status) || !status.IsDirectory)
        {
            var opaque = status.IsWhiteout && _whiteouts.IsOverlayForm;
            Create(parent, name, () => parent.Handle.CreateDirectory(entry.Path.Name, 0x1C0));
            _attributes.Set(parent.Handle, name, entry);
            if (opaque)
            {
                _whiteouts.MarkOpaque(parent.Handle, name);
            }
        }
        else
        {
            _attributes.Replace(parent.Handle, name, entry);
        }

        _parents.RememberTime(parent, name, entry);
    }

    private void PlaceLink(LayerEntry entry, OpenParent parent)
    {
        var target = LayerPath.Clean(entry.HardLinkTarget);
        var name = entry.Path.Name;
        try
        {
            using var source = _target.OpenDirectory(target.Parent);
            if (!source.TryStat(target.Name, out var status) || status.IsDirectory)
            {
                throw NoTarget(entry, null);
            }

            if (parent.Handle.TryStat(name, out var existing) && existing.IsSameFileAs(status))
            {
                return;
            }

            Create(parent, name, () => parent.Handle.CreateHardLink(entry.Path.Name, source, target.Name));
        }
        catch (LinuxException error) when (error.IsNotFound)
        {
            throw NoTarget(entry, error);
        }
    }

    private static LayerException NoTarget(LayerEntry entry, Exception? cause) =>
        new($"\"{entry.Path}\" is a hard link to \"{entry.HardLinkTarget}\", which is no file that was extracted before it", cause!);

    /// <summary>Creates under a name that is mostly free; where it is not, what stands there goes first.</summary>
    private void Create(OpenParent parent, ReadOnlySpan<byte> name, Action create)
    {
        try
        {
            create();
        }
        catch (LinuxException error) when (error.IsExists)
        {
            parent.Handle.RemoveTree(name);

            // The open directory may have been inside of what is gone now, or reached through it.
            _parents.Forget();
            create();
        }
    }

    private void ApplyRoot(LayerEntry entry)
    {
        if (entry.Type != LayerEntryType.Directory)
        {
            throw new LayerException("the layer replaces the root directory by something that is no directory");
        }

        var root = _parents.Open(UnixPath.Root);
        _attributes.Replace(root.Handle, default, entry);
        _parents.RememberTime(root, default, entry);
    }

    private LayerEntry Cleaned(LayerEntry entry)
    {
        var path = LayerPath.Clean(entry.Path);
        var kept = entry.Xattrs.Where(attribute => !OverlayForm.IsOwn(attribute));
        if (!ReferenceEquals(kept, entry.Xattrs))
        {
            _warnings.Once("overlay", $"the layer sets extended attributes of overlayfs itself, first on \"{path}\"; they are dropped");
        }

        return path == entry.Path && ReferenceEquals(kept, entry.Xattrs) ? entry : entry with { Path = path, Xattrs = kept };
    }
}
