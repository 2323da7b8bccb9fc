using System.Globalization;
using Drydock.Layers;
using Drydock.Linux.Files;
using Drydock.Storage.Builds;
using Drydock.Storage.Containers;

namespace Drydock.Storage;

/// <summary>
/// The directory where blobs, layer trees, images and cache records live. Many processes may use
/// one store at once: records are small files written to <c>tmp/</c> and renamed into place, read
/// without a lock, and only written after what they name.
/// </summary>
public sealed class Store
{
    /// <summary>The version of the format this code reads and writes.</summary>
    public const int FormatVersion = 1;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private Store(StorePaths paths, TimeProvider time)
    {
        Paths = paths;
        Time = time;
        Temp = new TempArea(paths.Temp);
        Blobs = new BlobStore(paths.Blobs, Temp);
        Layers = new LayerStore(paths.Layers, Blobs, Temp);
        Images = new ImageStore(paths.Images, Layers, Temp);
        Resolutions = new ResolutionStore(paths.Resolutions, Temp);
        Cache = new CacheStore(paths.Cache, paths.Leases, Temp);
        CacheMounts = new CacheMountStore(paths, Temp);
        Builds = new BuildStore(paths.Builds, Temp);
        FailedSteps = new FailedStepStore(paths, Temp);
        FileLists = new FileListStore(paths.FileLists, Temp);
        Containers = new ContainerStore(paths, Temp);
        Volumes = new VolumeStore(paths, Temp);
        ManifestLists = new ManifestListStore(paths.ManifestLists, Temp);
        Downloads = new DownloadStore(paths.Downloads, time);
    }

    /// <summary>Where everything is.</summary>
    public StorePaths Paths { get; }

    /// <summary>The clock that stamps records.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where files are born.</summary>
    public TempArea Temp { get; }

    /// <summary>Immutable content by digest.</summary>
    public BlobStore Blobs { get; }

    /// <summary>Layer trees.</summary>
    public LayerStore Layers { get; }

    /// <summary>Image records by name.</summary>
    public ImageStore Images { get; }

    /// <summary>Remembered resolutions of base images.</summary>
    public ResolutionStore Resolutions { get; }

    /// <summary>Cache records by key.</summary>
    public CacheStore Cache { get; }

    /// <summary>Directories of cache mounts.</summary>
    public CacheMountStore CacheMounts { get; }

    /// <summary>Records of what builds did.</summary>
    public BuildStore Builds { get; }

    /// <summary>The RUN that failed last.</summary>
    public FailedStepStore FailedSteps { get; }

    /// <summary>What files content digests stand for.</summary>
    public FileListStore FileLists { get; }

    /// <summary>Containers.</summary>
    public ContainerStore Containers { get; }

    /// <summary>Volumes of containers.</summary>
    public VolumeStore Volumes { get; }

    /// <summary>Lists of manifests that are being put together.</summary>
    public ManifestListStore ManifestLists { get; }

    /// <summary>Large blobs on their way.</summary>
    public DownloadStore Downloads { get; }

    /// <summary>How layer trees are stacked here at best; a layer written now gets what this rung needs, and one that cannot be mounted is unpacked.</summary>
    public SnapshotRung Rung { get; init; } = SnapshotRung.Erofs;

    internal HeldLeases Leases { get; } = new();

    /// <summary>Starts a layer.</summary>
    /// <param name="lower">Where directories that the layer implies take their attributes from; null gives 0755 0:0.</param>
    public LayerDraft NewLayer(LowerLookup? lower = null) => new(this, lower);

    /// <summary>Ids of the layer trees that containers stand on, and the digests of their images' configs: one a line in <c>layers</c> of each container's directory.</summary>
    public IEnumerable<string> ContainerLayers() =>
        Directory.EnumerateDirectories(Paths.Containers)
            .Select(c => Path.Combine(c, "layers"))
            .Where(File.Exists)
            .SelectMany(File.ReadLines);

    /// <summary>How many containers the store has.</summary>
    public int ContainerCount() => Directory.EnumerateDirectories(Paths.Containers).Count();

    /// <summary>Does what the first of the records that builds read would have to wait for. Needs no store.</summary>
    public static void PrepareRecords() => RecordJson.Prepare();

    /// <summary>Opens the store at <paramref name="root"/>, making it when it does not exist.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="time">The clock that stamps records.</param>
    /// <param name="rung">How layer trees are stacked at best.</param>
    /// <exception cref="StoreException">The directory is not writable, or holds a store of a newer format.</exception>
    public static Store Open(string root, TimeProvider time, SnapshotRung rung = SnapshotRung.Erofs)
    {
        var paths = new StorePaths(Path.GetFullPath(root));
        try
        {
            if (!File.Exists(paths.Format))
            {
                Create(paths);
            }

            CheckFormat(paths);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not StoreException)
        {
            var cause = File.Exists(paths.Root) ? "it is a file, and a store is a directory" : e.Message;
            throw new StoreException($"the store {paths.Root} cannot be used: {cause}\nchoose another with --root DIR or DRYDOCK_ROOT", e);
        }

        return new Store(paths, time) { Rung = rung };
    }

    private static void Create(StorePaths paths)
    {
        Directory.CreateDirectory(paths.Root, OwnerOnly);
        RefuseForeignFiles(paths);

        // An existing directory may have been made with other modes; secrets of private images lie below.
        File.SetUnixFileMode(paths.Root, OwnerOnly);
        foreach (var directory in paths.Directories)
        {
            Directory.CreateDirectory(directory, OwnerOnly);
        }

        // Layer trees are born here: none should make the files of another slow to create.
        DirectoryPlacement.Spread(paths.Temp);

        // Last: a store with a format file is complete.
        new TempArea(paths.Temp).WriteFile(paths.Format, "1\n"u8);
    }

    // A directory named by mistake (/tmp, one's home) must not be closed to all others.
    private static void RefuseForeignFiles(StorePaths paths)
    {
        var own = paths.Directories.Select(d => Path.GetRelativePath(paths.Root, d).Split('/')[0]).Append("lost+found").ToHashSet();
        if (Directory.EnumerateFileSystemEntries(paths.Root).Select(Path.GetFileName).FirstOrDefault(name => !own.Contains(name!)) is { } foreign)
        {
            throw new StoreException($"the store {paths.Root} cannot be used: the directory is no store, and it is not empty ({foreign})\nname an empty or a new one with --root DIR or DRYDOCK_ROOT");
        }
    }

    private static void CheckFormat(StorePaths paths)
    {
        var text = File.ReadAllText(paths.Format).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new StoreException($"the store {paths.Root} is damaged: {paths.Format} holds \"{text}\", not a version number");
        }

        if (version > FormatVersion)
        {
            throw new StoreException(
                $"the store {paths.Root} has format {version}, made by a newer drydock; this one reads up to {FormatVersion}\nuse a newer drydock, or another store with --root DIR");
        }
    }
}
