using Drydock.Layers.Whiteouts;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers;

/// <summary>Describes files of a tree on disk as entries of a layer.</summary>
public static class TreeEntries
{
    /// <summary>Describes one file; null when there is none, or when it is a socket, which no layer holds.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="path">The file; a link at its end is described, not followed.</param>
    public static LayerEntry? Describe(RootedDirectory root, UnixPath path)
    {
        if (path.IsRoot)
        {
            using var self = root.OpenDirectory(path);
            return Describe(self, default, self.Stat(default), path);
        }

        try
        {
            using var parent = root.OpenDirectory(path.Parent);
            return parent.TryStat(path.Name, out var status) ? Describe(parent, path.Name, status, path) : null;
        }
        catch (LinuxException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>A lookup that finds implied directories in a merged view of the layers below.</summary>
    public static LowerLookup Lookup(RootedDirectory lower) => path => Describe(lower, path);

    /// <summary>Describes the file called <paramref name="name"/> in an open directory, overlayfs's own attributes left out.</summary>
    public static LayerEntry? Describe(DirectoryHandle directory, ReadOnlySpan<byte> name, in FileStatus status, UnixPath path)
    {
        if (TypeOf(status.Type) is not { } type)
        {
            return null;
        }

        return new LayerEntry
        {
            Path = path,
            Type = type,
            Mode = type == LayerEntryType.SymbolicLink ? 0x1FF : status.Mode,
            Uid = status.Uid,
            Gid = status.Gid,
            Size = type == LayerEntryType.Regular ? status.Size : 0,
            MtimeSeconds = status.ModifiedTime.Seconds,
            MtimeNanoseconds = status.ModifiedTime.Nanoseconds,
            LinkTarget = type == LayerEntryType.SymbolicLink ? directory.ReadLink(name) : [],
            DevMajor = status.DeviceMajor,
            DevMinor = status.DeviceMinor,
            Xattrs = ReadXattrs(directory, name).Where(attribute => !OverlayForm.IsOwn(attribute)),
        };
    }

    /// <summary>All attributes of a file, overlayfs's own included.</summary>
    internal static XattrSet ReadXattrs(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        var names = directory.ListXattrs(name);
        if (names.Count == 0)
        {
            return XattrSet.Empty;
        }

        var found = new List<Xattr>(names.Count);
        foreach (var attribute in names)
        {
            if (directory.GetXattr(name, attribute) is { } value)
            {
                found.Add(new Xattr(attribute, value));
            }
        }

        return XattrSet.Create(found);
    }

    private static LayerEntryType? TypeOf(FileType type) => type switch
    {
        FileType.Regular => LayerEntryType.Regular,
        FileType.Directory => LayerEntryType.Directory,
        FileType.SymbolicLink => LayerEntryType.SymbolicLink,
        FileType.CharacterDevice => LayerEntryType.CharacterDevice,
        FileType.BlockDevice => LayerEntryType.BlockDevice,
        FileType.Fifo => LayerEntryType.Fifo,
        _ => null,
    };
}
