using Drydock.Layers.Apply;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Mounts;

namespace Drydock.Storage.Mounting;

/// <summary>
/// Stacks layer trees into root file systems. Lives in the mount namespace of one process: all that
/// it mounts ends with that process, however it ends.
/// </summary>
public sealed class SnapshotMounts
{
    private readonly Store _store;
    private readonly string _top;
    private readonly string _empty;
    private readonly Dictionary<string, string> _bottoms = [];
    private readonly Dictionary<string, string> _lowers = [];
    private readonly IndexedLayers _indexed;
    private readonly Lock _lock = new();
    private readonly Lazy<bool> _copies;
    private int _count;
    private bool _unmountable;

    /// <summary>Takes the mount point of the store, which must be empty in this namespace.</summary>
    /// <exception cref="LinuxException">Nothing can be mounted there.</exception>
    public SnapshotMounts(Store store)
    {
        _store = store;
        _indexed = new IndexedLayers(store);
        _copies = new Lazy<bool>(() => store.Rung == SnapshotRung.Copies || SnapshotProbe.WhyNoOverlay(store) is not null);
        _top = store.Paths.Mounts;
        // A file system of its own: mount points need no cleaning, and the host's disk sees none of them.
        Mount.Tmpfs(_top, mode: 0b111_000_000);
        _bottoms[""] = _empty = NewDirectory("empty");
    }

    /// <summary>A fresh directory in memory, for the files of one container.</summary>
    public string NewDirectory(string kind)
    {
        var path = Path.Combine(_top, $"{kind}-{Interlocked.Increment(ref _count)}");
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>A fresh empty file in memory, for a file to be mounted on.</summary>
    public string NewFile(string kind)
    {
        var path = Path.Combine(NewDirectory(kind), "file");
        File.WriteAllBytes(path, []);
        return path;
    }

    /// <summary>Shows a directory so that what is written to it is thrown away.</summary>
    public ScratchView MountScratch(string path)
    {
        var scratch = _store.Temp.NewDirectory("scratch");
        if (_copies.Value)
        {
            return CopyScratchTree(path, scratch);
        }

        Directory.CreateDirectory(Path.Combine(scratch, "upper"));
        Directory.CreateDirectory(Path.Combine(scratch, "work"));
        var target = NewDirectory("scratch");
        OverlayMount.Mount(target, [path], Path.Combine(scratch, "upper"), Path.Combine(scratch, "work"));
        return new ScratchView(target, scratch);
    }

    private ScratchView CopyScratchTree(string path, string scratch)
    {
        var copy = Path.Combine(scratch, "copy");
        Directory.CreateDirectory(copy);
        using var from = RootedDirectory.Open(path);
        using var to = RootedDirectory.Open(copy);
        TreeCopy.Copy(from, to, _store.Temp, CancellationToken.None);
        return new ScratchView(copy, scratch);
    }

    /// <summary>Copies a file so that what is written to it is thrown away.</summary>
    public ScratchView CopyScratch(string path)
    {
        var scratch = _store.Temp.NewDirectory("scratch");
        var copy = Path.Combine(scratch, "file");
        File.Copy(path, copy);
        return new ScratchView(copy, scratch);
    }

    /// <summary>Mounts a read-only view of a chain of layer trees.</summary>
    /// <param name="layers">Ids of layer trees, lowest first; none gives an empty view.</param>
    /// <exception cref="StoreException">A layer is not in the store.</exception>
    public MountedView MountView(IReadOnlyList<string> layers) => MountView(layers, null);

    /// <summary>Mounts a read-only view of a chain of layer trees and what was written on top of it.</summary>
    /// <param name="layers">Ids of layer trees, lowest first.</param>
    /// <param name="upper">A directory that <see cref="CreateUpper"/> made; null for none.</param>
    /// <exception cref="StoreException">A layer is not in the store.</exception>
    public MountedView MountView(IReadOnlyList<string> layers, string? upper)
    {
        var target = NewDirectory("view");
        if (upper is not null && WholeRoot.Is(upper))
        {
            Mount.Bind(upper, target, MountOptions.ReadOnly);
            return new MountedView(target);
        }

        if (_copies.Value)
        {
            var copy = Copy(layers, upper);
            Mount.Bind(copy, target, MountOptions.ReadOnly);
            return new MountedView(target, copy);
        }

        OverlayMount.Mount(target, upper is null ? Lowers(layers) : [upper, .. Lowers(layers)]);
        return new MountedView(target);
    }

    /// <summary>Goes on showing a layer as what it is now, also when the store comes to have it in another form.</summary>
    /// <param name="layer">The id of a layer tree of the store.</param>
    /// <exception cref="StoreException">The layer is not in the store.</exception>
    public void Hold(string layer)
    {
        if (!_copies.Value)
        {
            Lower(layer);
        }
    }

    private string Copy(IReadOnlyList<string> layers, string? upper)
    {
        var copy = _store.Temp.NewDirectory("root");
        using var root = RootedDirectory.Open(copy);
        WholeRoot.Fill(_store, layers, root);
        if (upper is not null)
        {
            WholeRoot.Add(_store, upper, root);
        }

        return copy;
    }

    /// <summary>
    /// Makes <c>fs/</c> in a directory, with the attributes of the root it will cover; or with all of it, where there
    /// is no overlayfs.
    /// </summary>
    /// <param name="layers">Ids of layer trees, lowest first.</param>
    /// <param name="directory">A directory of the store.</param>
    /// <returns>The upper directory, opened.</returns>
    public RootedDirectory CreateUpper(IReadOnlyList<string> layers, string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "fs"));
        var upper = RootedDirectory.Open(Path.Combine(directory, "fs"));
        if (_copies.Value)
        {
            WholeRoot.Mark(directory);
            WholeRoot.Fill(_store, layers, upper);
            return upper;
        }

        using var topmost = RootedDirectory.Open(layers.Count == 0 ? _empty : Lower(layers[^1]));
        var status = topmost.Stat(default);
        upper.SetOwner(default, status.Uid, status.Gid);
        upper.SetMode(default, status.Mode);
        upper.SetTimes(default, status.ModifiedTime);
        return upper;
    }

    /// <summary>Mounts a writable root over a chain of layer trees; what is written goes to <paramref name="upper"/>.</summary>
    /// <param name="layers">Ids of layer trees, lowest first.</param>
    /// <param name="upper">A directory of the store; its attributes become those of the root.</param>
    /// <param name="work">An empty directory in the same file system; overlayfs leaves something there.</param>
    /// <param name="mountPoints">
    /// Absolute paths inside of files that something will be mounted on. Where no layer has anything there, an empty file is
    /// seen, and need not be made in <paramref name="upper"/>. Where there is no overlayfs it is not.
    /// </param>
    public MountedView MountWritable(IReadOnlyList<string> layers, string upper, string work, IEnumerable<string>? mountPoints = null)
    {
        var target = NewDirectory("root");
        if (WholeRoot.Is(upper))
        {
            Mount.Bind(upper, target);
        }
        else
        {
            OverlayMount.Mount(target, _indexed.WithHotFiles(Lowers(layers, Bottom([.. mountPoints ?? []]))), upper, work);
        }

        return new MountedView(target);
    }

    /// <summary>
    /// Copies what was read much in writable roots of files of layers that are mounted by an index, where an earlier process
    /// called this too: the next process finds these copies in memory. Takes a moment when there is nothing new; when it
    /// cannot be done nothing happens.
    /// </summary>
    /// <param name="cancellationToken">Ends the work between two files; what was begun is dropped.</param>
    public void KeepHotFiles(CancellationToken cancellationToken) => _indexed.KeepHotFiles(cancellationToken);

    // A layer that occurs twice counts where it is topmost: what it has further down is hidden by the same entries
    // above, and overlayfs takes no directory twice.
    // Always with a directory of no layer at the bottom: whiteouts of a lowest layer then mean nothing, as they should.
    private List<string> Lowers(IReadOnlyList<string> layers, string? bottom = null)
    {
        bottom ??= _empty;
        var joined = LongChain.JoinedOf(layers.Count);
        List<string> lowers = [.. layers.Skip(joined).Reverse().Select(Lower).Distinct()];
        return joined > 0 ? [.. lowers, Joined([.. layers.Take(joined)]), bottom] : [.. lowers, bottom];
    }

    private string Bottom(string[] mountPoints)
    {
        lock (_lock)
        {
            var id = string.Join(':', mountPoints);
            if (!_bottoms.TryGetValue(id, out var path))
            {
                path = _bottoms[id] = NewDirectory("bottom");
                using var root = RootedDirectory.Open(path);
                foreach (var file in mountPoints.Select(UnixPath.FromText))
                {
                    root.CreateDirectories(file.Parent, 0b111_101_101);
                    root.CreateFileHandle(file, 0b110_100_100).Dispose();
                }
            }

            return path;
        }
    }

    private string Joined(IReadOnlyList<string> layers)
    {
        lock (_lock)
        {
            var id = LongChain.IdOf(layers);
            if (!_lowers.TryGetValue(id, out var path))
            {
                path = _lowers[id] = WholeRoot.Keep(_store, id, layers);
            }

            return path;
        }
    }

    private string Lower(string id)
    {
        lock (_lock)
        {
            if (_lowers.TryGetValue(id, out var known))
            {
                return known;
            }

            var record = _store.Layers.Find(id) ?? throw new StoreException($"the store has lost layer {id}; build or pull again");
            var tree = record.DiffId is { } diffId ? LayerStore.IdOf(diffId) : id;
            if (!_lowers.TryGetValue(tree, out var path))
            {
                path = Open(tree, record);
            }

            return _lowers[tree] = _lowers[id] = path;
        }
    }

    private string Open(string tree, LayerRecord record) =>
        _store.Layers.FindUnpacked(tree, _store.Time.GetUtcNow()) ?? TryMount(tree, record) ?? Unpack(tree, record);

    // Older kernels, and stores in memory or on an overlay, cannot mount an index: layers are directories there.
    private string? TryMount(string tree, LayerRecord record)
    {
        if (_unmountable || _store.Rung != SnapshotRung.Erofs || !File.Exists(_store.Layers.IndexOf(tree)))
        {
            return null;
        }

        var target = NewDirectory("layer");
        try
        {
            ErofsMount.Mount(_store.Layers.IndexOf(tree), [_store.Blobs.PathOf(record.DiffId!.Value)], target);
            _indexed.Add(tree, target);
            return target;
        }
        catch (LinuxException e) when (e.IsNotMountable)
        {
            _unmountable = true;
            return null;
        }
    }

    private string Unpack(string tree, LayerRecord record)
    {
        var directory = _store.Temp.NewDirectory("unpack");
        using (var root = RootedDirectory.Open(directory))
        {
            var diffId = record.DiffId!.Value;
            LayerUnpacker.Apply(_store.Blobs.OpenRead(diffId), diffId.ToString(), root, WhiteoutHandling.OverlayForm);
        }

        return _store.Layers.AdoptUnpacked(tree, directory);
    }
}
