using Drydock.Layers.Whiteouts;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Apply;

/// <summary>Sets what a file has beside its content, in the one order in which nothing undoes what came before.</summary>
internal sealed class FileAttributes
{
    private readonly Warnings _warnings;

    public FileAttributes(Warnings warnings) => _warnings = warnings;

    /// <summary>
    /// Owner first: changing it clears setuid, setgid and <c>security.capability</c>. Times last:
    /// nothing after them changes them, except new names in a directory.
    /// </summary>
    public void Set(DirectoryHandle directory, ReadOnlySpan<byte> name, LayerEntry entry)
    {
        directory.SetOwner(name, entry.Uid, entry.Gid);
        if (entry.Type != LayerEntryType.SymbolicLink)
        {
            directory.SetMode(name, entry.Mode);
        }

        foreach (var attribute in entry.Xattrs)
        {
            SetXattr(directory, name, attribute);
        }

        directory.SetTimes(name, new UnixTime(entry.MtimeSeconds, entry.MtimeNanoseconds));
    }

    /// <summary>Sets all of a directory that was there before, and takes away attributes that the entry has not.</summary>
    public void Replace(DirectoryHandle directory, ReadOnlySpan<byte> name, LayerEntry entry)
    {
        foreach (var attribute in TreeEntries.ReadXattrs(directory, name))
        {
            if (entry.Xattrs.Find(attribute.Name) is null && !OverlayForm.IsOwn(attribute) && !attribute.Name.AsSpan().SequenceEqual("security.selinux"u8))
            {
                directory.RemoveXattr(name, attribute.Name);
            }
        }

        Set(directory, name, entry);
    }

    private void SetXattr(DirectoryHandle directory, ReadOnlySpan<byte> name, Xattr attribute)
    {
        try
        {
            directory.SetXattr(name, attribute.Name, attribute.Value);
        }
        catch (LinuxException error) when (error.IsNotSupported || error.IsDenied)
        {
            _warnings.Once("xattr", $"extended attributes cannot be kept here, first {ByteText.Decode(attribute.Name)} of \"{directory.Path.Append(name)}\" ({error.Message})");
        }
    }
}
