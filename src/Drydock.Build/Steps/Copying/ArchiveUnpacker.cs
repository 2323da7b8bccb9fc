using Drydock.Layers;
using Drydock.Layers.Compression;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Storage;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Build.Steps.Copying;

/// <summary>
/// ADD of an archive: told by its content, not its name; its entries go below the destination,
/// whatever they are called.
/// </summary>
internal sealed class ArchiveUnpacker(DestinationTree tree, CopyPlanner planner, TempArea temp) : IDisposable
{
    private const int SniffBytes = 512;
    private readonly List<(SafeFileHandle Handle, string Path)> _spooled = [];

    /// <summary>Unpacks the source when it is an archive and the step unpacks; false when it must be copied.</summary>
    /// <exception cref="StepException">An entry cannot be placed.</exception>
    public bool TryUnpack(SelectedSource source)
    {
        if (!source.Unpack || !source.Root.IsRegular || source.Root.Entry.Size == 0)
        {
            return false;
        }

        using var file = source.Tree.Root.OpenRead(source.Root.Path, followSymlink: false);
        if (!TrySpool(file, out var spooled))
        {
            return false;
        }

        Unpack(spooled);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (handle, path) in _spooled)
        {
            handle.Dispose();
            TempArea.Delete(path);
        }
    }

    // Entries are placed in sorted order later, so the archive's bytes must be at hand: decompressed once to tmp/.
    private bool TrySpool(Stream file, out SafeFileHandle spooled)
    {
        spooled = null!;
        try
        {
            using var plain = Decompressor.Open(file, leaveOpen: true);
            var head = new byte[SniffBytes];
            var count = plain.ReadAtLeast(head, SniffBytes, throwOnEndOfStream: false);
            if (count < SniffBytes || !TarReader.LooksLikeTar(head))
            {
                return false;
            }

            var handle = temp.CreateFile("archive", out var path);
            _spooled.Add((handle, path));
            using var output = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, bufferSize: 0);
            output.Write(head);
            plain.CopyTo(output, 1 << 20);
            spooled = handle;
            return true;
        }
        catch (Exception e) when (e is LayerException or NotSupportedException)
        {
            // A broken archive is a file like any other.
            return false;
        }
    }

    private void Unpack(SafeFileHandle spooled)
    {
        var top = planner.UnpackDirectory();
        using var stream = new SliceStream(spooled, 0, RandomAccess.GetLength(spooled));
        using var reader = new TarReader(stream);
        while (reader.Next() is { } entry)
        {
            var path = UnixPath.FromText(SourceSelector.Clean(entry.Path.ToString()));
            if (!path.IsRoot)
            {
                Place(entry, path, top, new FileSlice(spooled, reader.DataOffset));
            }
        }
    }

    // Links on the way are followed, but never out of the directory that is unpacked into.
    private void Place(LayerEntry entry, UnixPath path, DestinationNode top, FileSlice content)
    {
        tree.Resolve(path.Parent, out var parentPath, top);
        var directory = tree.MakeDirectories(parentPath, e => e);
        var target = parentPath.Append(path.Name);
        entry = planner.WithOwner(entry with { Path = target, Mode = entry.Type == LayerEntryType.SymbolicLink ? 0x1FF : entry.Mode });
        var existing = tree.Child(directory, target.Name.ToArray());
        switch (entry.Type)
        {
            case LayerEntryType.Directory when existing is { IsDirectory: true }:
                existing.Entry = entry;
                existing.Changed = true;
                break;
            case LayerEntryType.HardLink:
                PlaceLink(entry, directory, top);
                break;
            default:
                tree.Put(directory, entry, entry.Type == LayerEntryType.Regular ? content : null);
                break;
        }
    }

    private void PlaceLink(LayerEntry entry, DestinationNode directory, DestinationNode top)
    {
        var named = UnixPath.FromText(SourceSelector.Clean(entry.HardLinkTarget.ToString()));
        if (tree.Resolve(named, out _, top) is not { IsDirectory: false, Changed: true } target)
        {
            throw new StepException($"the archive's link {entry.Path} names {entry.HardLinkTarget}, which is not in it");
        }

        // All names are one file: the header that came last says its owner, mode and time.
        target.Entry = target.Entry with { Mode = entry.Mode, Uid = entry.Uid, Gid = entry.Gid, MtimeSeconds = entry.MtimeSeconds, MtimeNanoseconds = entry.MtimeNanoseconds };
        var node = tree.Put(directory, target.Entry with { Path = entry.Path }, target.Content);
        target.HardLinks ??= new HardLinkGroup { Count = 1 };
        target.HardLinks.Count++;
        node.HardLinks = target.HardLinks;
    }
}
