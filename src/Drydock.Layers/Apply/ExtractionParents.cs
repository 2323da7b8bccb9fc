using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Apply;

/// <summary>An open directory that entries go into.</summary>
/// <param name="Handle">The directory.</param>
/// <param name="Real">Where it is, links resolved; only where somebody needs it, else the name by which it was reached.</param>
internal sealed record OpenParent(DirectoryHandle Handle, UnixPath Real);

/// <summary>Opens the directories of entries, makes those that a layer implies, and remembers their times for the end.</summary>
internal sealed class ExtractionParents : IDisposable
{
    private readonly RootedDirectory _target;
    private readonly ApplyOptions _options;
    private readonly FileAttributes _attributes;
    private readonly Dictionary<UnixPath, UnixTime> _times = [];
    private UnixPath _openPath;
    private OpenParent? _open;

    public ExtractionParents(RootedDirectory target, ApplyOptions options, FileAttributes attributes)
    {
        _target = target;
        _options = options;
        _attributes = attributes;
    }

    /// <summary>The directory called <paramref name="path"/>, made where it is missing; valid until the next call.</summary>
    public OpenParent Open(UnixPath path)
    {
        if (_open is not null && _openPath == path)
        {
            return _open;
        }

        Forget();
        var existing = TryOpen(path);
        var handle = existing ?? Make(path);
        var real = _options.Whiteouts == WhiteoutHandling.Delete ? _target.Resolve(path).Path : path;
        if (existing is not null && _options.Whiteouts == WhiteoutHandling.Delete)
        {
            // A directory of a lower layer that this one does not list looks as it did, also its time.
            _times.TryAdd(real, handle.Stat(default).ModifiedTime);
        }

        _openPath = path;
        return _open = new OpenParent(handle, real);
    }

    /// <summary>Closes the open directory: the path to it may lead elsewhere now.</summary>
    public void Forget()
    {
        // The caller may still be using it for the entry at hand; it is closed with the next one.
        _retired?.Handle.Dispose();
        _retired = _open;
        _open = null;
    }

    public void RememberTime(OpenParent parent, ReadOnlySpan<byte> name, LayerEntry entry) =>
        _times[parent.Real.Append(name)] = new UnixTime(entry.MtimeSeconds, entry.MtimeNanoseconds);

    /// <summary>Sets the remembered times, by names that are looked up anew: a later entry may have replaced a directory.</summary>
    public void SetTimes()
    {
        Forget();
        foreach (var (path, time) in _times)
        {
            if (_target.TryStat(path, out var status) && status.IsDirectory)
            {
                _target.SetTimes(path, time);
            }
        }
    }

    public void Dispose()
    {
        Forget();
        _retired?.Handle.Dispose();
    }

    private OpenParent? _retired;

    private DirectoryHandle? TryOpen(UnixPath path)
    {
        try
        {
            return _target.OpenDirectory(path);
        }
        catch (LinuxException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Makes a directory and those above it, in place of anything that is none.</summary>
    private DirectoryHandle Make(UnixPath path)
    {
        var parent = path.Parent;
        var above = TryOpen(parent) ?? Make(parent);
        using (above)
        {
            // A dangling link is followed to where it leads; its target is made there.
            if (above.TryStat(path.Name, out var status) && status.IsSymbolicLink)
            {
                var real = Resolve(path);
                return real == path ? throw Loop(path) : TryOpen(real) ?? Make(real);
            }

            above.RemoveTree(path.Name);
            above.CreateDirectory(path.Name, 0x1C0);
            var entry = Implied(path);
            _attributes.Set(above, path.Name, entry);
            _times[path] = new UnixTime(entry.MtimeSeconds, entry.MtimeNanoseconds);
            if (status.IsWhiteout && _options.Whiteouts == WhiteoutHandling.OverlayForm)
            {
                WhiteoutApplier.MarkOpaque(above, path.Name, _options.OverlayXattrs);
            }
        }

        return _target.OpenDirectory(path);
    }

    private UnixPath Resolve(UnixPath path)
    {
        try
        {
            return _target.Resolve(path).Path;
        }
        catch (LinuxException error) when (error.IsSymbolicLinkLoop)
        {
            throw Loop(path);
        }
    }

    private LayerEntry Implied(UnixPath path) =>
        _options.Lower?.Invoke(path) is { Type: LayerEntryType.Directory } below
            ? below
            : new LayerEntry { Path = path, Type = LayerEntryType.Directory, Mode = 0x1ED };

    private static LayerException Loop(UnixPath path) => new($"the layer has a loop of symbolic links at \"{path}\"");
}
