using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Storage;

/// <summary>Directories of the store that hold files of images: their names are bytes, and their links lead anywhere.</summary>
public static class HostTree
{
    /// <summary>Removes a tree and all in it; nothing happens when it is not there. No link is followed.</summary>
    public static void Remove(string path)
    {
        using var parent = RootedDirectory.Open(Path.GetDirectoryName(path)!);
        parent.RemoveTree(UnixPath.FromText(Path.GetFileName(path)));
    }
}
