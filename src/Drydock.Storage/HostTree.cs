using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Storage;

/// <summary>Directories of the store that hold files of images: their names are bytes, and their links lead anywhere.</summary>
public static class HostTree
{
    private const int MostPasses = 1000;

    /// <summary>Removes a tree and all in it; nothing happens when it is not there, or somebody else removes it too. No link is followed.</summary>
    public static void Remove(string path)
    {
        using var parent = RootedDirectory.Open(Path.GetDirectoryName(path)!);
        var name = UnixPath.FromText(Path.GetFileName(path));
        for (var passes = 1; ; passes++)
        {
            try
            {
                parent.RemoveTree(name);
                return;
            }
            catch (LinuxException e) when (e.IsNotFound && passes < MostPasses)
            {
                // Somebody took away what this pass was about to: there is less for the next one.
            }
        }
    }

    /// <summary>Bytes of the regular files in a tree, hard links once; 0 when it is not there.</summary>
    public static long SizeOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return 0;
        }

        var bytes = 0L;
        var linked = new HashSet<ulong>();
        using var root = RootedDirectory.Open(path);
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            if (entry.Status is { IsRegular: true } file && (file.LinkCount == 1 || linked.Add(file.Inode)))
            {
                bytes += file.Size;
            }

            return WalkAction.Continue;
        });
        return bytes;
    }
}
