using Drydock.Layers.Diff;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Apply;

/// <summary>
/// Copies some regular files of a tree, with the directories that lead to them: laid over the tree, the copy changes
/// nothing of what is seen.
/// </summary>
public static class PartialCopy
{
    private const int OwnerOnly = 0b111_000_000;

    /// <summary>Copies files.</summary>
    /// <param name="from">The tree; nothing changes in it meanwhile.</param>
    /// <param name="to">An empty directory: it becomes the root of the copy, with the attributes of that of the tree.</param>
    /// <param name="files">Regular files of the tree, each with one name. No directory on the way may be a link.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <exception cref="LayerException">A path is not such a file, or what it has beside its content cannot be kept in that place.</exception>
    /// <exception cref="LinuxException">Reading or writing failed.</exception>
    public static void Copy(RootedDirectory from, RootedDirectory to, IEnumerable<UnixPath> files, CancellationToken cancellationToken)
    {
        var directories = new HashSet<UnixPath> { UnixPath.Root };
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            MakeParents(from, to, file.Parent, directories);
            CopyFile(from, to, file);
        }

        // Last: a new name changes the time of its directory.
        foreach (var directory in directories)
        {
            SetAttributes(from, to, directory);
        }
    }

    // Parents first: of what has been looked at no part is a link, so no path leads anywhere else.
    private static void MakeParents(RootedDirectory from, RootedDirectory to, UnixPath path, HashSet<UnixPath> made)
    {
        if (made.Contains(path))
        {
            return;
        }

        MakeParents(from, to, path.Parent, made);
        if (!from.Stat(path).IsDirectory)
        {
            throw new LayerException($"\"{path}\" is no directory");
        }

        to.CreateDirectory(path, OwnerOnly);
        made.Add(path);
    }

    private static void CopyFile(RootedDirectory from, RootedDirectory to, UnixPath path)
    {
        if (from.Stat(path) is not { IsRegular: true, LinkCount: 1 })
        {
            throw new LayerException($"\"{path}\" is no regular file, or has further names");
        }

        using (var source = from.OpenReadHandle(path, followSymlink: false))
        using (var target = to.CreateFileHandle(path, OwnerOnly))
        {
            FileCopy.CopyContents(source, target);
        }

        SetAttributes(from, to, path);
    }

    private static void SetAttributes(RootedDirectory from, RootedDirectory to, UnixPath path)
    {
        var entry = TreeEntries.Describe(from, path)!;
        using (var parent = to.OpenDirectory(path.Parent))
        {
            new FileAttributes(new Warnings(null)).Replace(parent, path.Name, entry);
        }

        if (TreeEntries.Describe(to, path) is not { } copy || !ChangeWalk.SameAttributes(entry, copy) || entry.MtimeNanoseconds != copy.MtimeNanoseconds)
        {
            throw new LayerException($"\"{path}\" has attributes that cannot be kept here");
        }
    }
}
