using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Erofs;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Storage.Mounting;

/// <summary>A layer that is mounted by its index.</summary>
/// <param name="Id">The id of its tree.</param>
/// <param name="Path">Where it is mounted.</param>
/// <param name="Folders">Its folders of hot files, the latest first.</param>
internal sealed record IndexedLayer(string Id, string Path, IReadOnlyList<string> Folders);

/// <summary>
/// Copies what steps read much of a layer's large files. A mounted index has its own pages of them, which go with the
/// mount; those of a copy on disk stay in memory for the next build.
/// </summary>
internal static class HotFiles
{
    private const long MostBytes = 256L * 1024 * 1024;
    private const long FewestBytes = 1024 * 1024;
    private const long MuchRead = 1024 * 1024;
    private const int ReadPart = 4;
    private const long EnoughFree = 2L * 1024 * 1024 * 1024;
    private const int EnoughFreePart = 10;

    /// <summary>Copies what is read much and not copied yet, from the second build on; nothing happens when it cannot be done.</summary>
    public static void Keep(Store store, IndexedLayer layer, CancellationToken cancellationToken)
    {
        if (layer.Folders.Count >= LayerStore.MostHotFolders)
        {
            return;
        }

        try
        {
            if (!store.Layers.NoteExecution(layer.Id))
            {
                // Many stores see one build (CI jobs): copies are for those that see a second one.
                return;
            }

            using var tree = RootedDirectory.Open(layer.Path);
            if (Choose(layer, Find(tree, LargeFileList.Read(store.Layers.IndexOf(layer.Id)))) is { Count: > 0 } files && HasRoom(store, files))
            {
                Copy(store, layer, tree, [.. files.Select(file => file.Path)], cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LayerException or OperationCanceledException)
        {
            // What is not copied is read from the layer.
        }
    }

    private static void Copy(Store store, IndexedLayer layer, RootedDirectory tree, IReadOnlyList<UnixPath> files, CancellationToken cancellationToken)
    {
        var folder = store.Temp.NewDirectory("hot");
        try
        {
            using (var copy = RootedDirectory.Open(folder))
            {
                PartialCopy.Copy(tree, copy, files, cancellationToken);
            }

            store.Layers.AdoptHot(layer.Id, layer.Folders, folder);
        }
        finally
        {
            TempArea.Delete(folder);
        }
    }

    private static List<LargeFile> Find(RootedDirectory tree, IReadOnlyList<UnixPath> paths)
    {
        var found = new List<LargeFile>();
        foreach (var files in paths.GroupBy(path => path.Parent))
        {
            using var directory = tree.OpenDirectory(files.Key);
            found.AddRange(files.Select(path => Examine(directory, path)).OfType<LargeFile>());
        }

        return found;
    }

    // Null for a file that was not read much, and for what the layer has in the place of one that it brought first.
    private static LargeFile? Examine(DirectoryHandle directory, UnixPath path)
    {
        try
        {
            using var file = directory.OpenReadKnown(path.Name);
            return PageCache.CachedBytes(file) is > 0 and var cached
                && directory.Stat(path.Name) is { LinkCount: 1, Size: >= ErofsIndexBuilder.LargeFileBytes and var size }
                && (cached >= MuchRead || cached >= size / ReadPart)
                ? new LargeFile(path, size, cached)
                : null;
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    // Most read first, as far as there is room; a folder for a few small ones would cost more than it saves.
    private static List<LargeFile> Choose(IndexedLayer layer, List<LargeFile> found)
    {
        if (found.Sum(file => file.Size) < FewestBytes)
        {
            return [];
        }

        var room = MostBytes - layer.Folders.Sum(HostTree.SizeOf);
        var copies = layer.Folders.Select(folder => RootedDirectory.Open(folder)).ToList();
        found = [.. found.Where(file => !copies.Any(copy => copy.TryStat(file.Path, out _))).OrderByDescending(file => file.Cached).Where(file => (room -= file.Size) >= 0)];
        copies.ForEach(copy => copy.Dispose());
        return found.Sum(file => file.Size) < FewestBytes ? [] : found;
    }

    private static bool HasRoom(Store store, List<LargeFile> files)
    {
        var disk = FileSystemStatus.Of(store.Paths.Root);
        return disk.AvailableBytes - files.Sum(file => file.Size) >= Math.Min(EnoughFree, disk.TotalBytes / EnoughFreePart);
    }

    private readonly record struct LargeFile(UnixPath Path, long Size, long Cached);
}
