using Drydock.Layers;
using Drydock.Layers.Diff;
using Drydock.Linux;
using Drydock.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Build.Steps.Copying;

/// <summary>
/// Writes what a destination tree changes as a layer: new entries, and the directories above them
/// as they are. An entry that equals what is below it is left out.
/// </summary>
/// <param name="lower">The view of the layers below that the tree was planned over.</param>
/// <param name="writer">Takes the entries.</param>
/// <param name="clampSeconds">SOURCE_DATE_EPOCH where times inside layers are clamped; null otherwise.</param>
internal sealed class DestinationWriter(RootedDirectory? lower, LayerWriter writer, long? clampSeconds)
{
    private SourceTree? _openTree;
    private UnixPath _openPath;
    private DirectoryHandle? _open;

    /// <summary>Writes the whole tree, which lets go of what is written; the caller completes the writer.</summary>
    /// <exception cref="StepException">A source file changed while it was read.</exception>
    public void Write(DestinationNode root, CancellationToken cancellationToken)
    {
        foreach (var child in root.Children)
        {
            Mark(child);
        }

        try
        {
            EmitContent(root, cancellationToken);
        }
        finally
        {
            _open?.Dispose();
        }
    }

    private bool Mark(DestinationNode node)
    {
        var emits = node.Copied is not null || (node.Changed && !EqualsLower(node));
        foreach (var child in node.Children)
        {
            emits |= Mark(child);
        }

        node.IsWritten = emits;
        return emits;
    }

    private void Emit(DestinationNode node, CancellationToken cancellationToken)
    {
        if (!node.IsWritten)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        Write(node.Entry, node.Content, node.HardLinks);
        EmitContent(node, cancellationToken);
    }

    private void EmitContent(DestinationNode directory, CancellationToken cancellationToken)
    {
        if (directory.Copied is { } copied)
        {
            foreach (var (item, entry) in copied.Entries(directory.Entry.Path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Write(entry, item.IsRegular ? new SourceFile(copied.Tree, item) : null, item is { IsRegular: true, LinkCount: > 1 } ? copied.Names(item) : null);
            }
        }

        foreach (var child in directory.Children)
        {
            Emit(child, cancellationToken);
        }

        directory.Release();
    }

    private void Write(LayerEntry entry, FileContent? content, HardLinkGroup? names)
    {
        if (clampSeconds is { } clamp && entry.MtimeSeconds >= clamp)
        {
            entry = entry with { MtimeSeconds = clamp, MtimeNanoseconds = 0 };
        }

        if (names is { Written: { } first })
        {
            writer.Add(entry with { Type = LayerEntryType.HardLink, Size = 0, LinkTarget = first.Bytes.ToArray() });
            return;
        }

        WriteEntry(entry, content);
        if (names is not null)
        {
            names.Written = entry.Path;
        }
    }

    private void WriteEntry(LayerEntry entry, FileContent? content)
    {
        switch (content)
        {
            case SourceFile { Tree: var tree, Item: var item }:
                WriteSource(entry, tree, item);
                break;
            case InlineBytes { Bytes: var bytes }:
                using (var stream = new MemoryStream(bytes))
                {
                    writer.Add(entry, stream);
                }

                break;
            case FileSlice slice:
                using (var stream = new SliceStream(slice.Handle, slice.Offset, entry.Size))
                {
                    writer.Add(entry, stream);
                }

                break;
            default:
                writer.Add(entry);
                break;
        }
    }

    private void WriteSource(LayerEntry entry, SourceTree tree, SourceItem item)
    {
        using var handle = Open(tree, item.Path);
        try
        {
            if (writer.Add(entry, handle, wantDigest: item.Content.IsEmpty) is { } digest)
            {
                tree.Digests.Remember(item, digest);
            }
        }
        catch (LayerException e)
        {
            throw new StepException($"/{item.Path} changed while it was being copied: {e.Message}; build again", e);
        }
    }

    // Files come a directory at a time, which stays open for them.
    private SafeFileHandle Open(SourceTree tree, UnixPath path)
    {
        var parent = path.Bytes[..Math.Max(path.Bytes.LastIndexOf((byte)'/'), 0)];
        if (_open is null || _openTree != tree || !_openPath.Bytes.SequenceEqual(parent))
        {
            _open?.Dispose();
            (_openTree, _openPath) = (tree, path.Parent);
            _open = tree.Root.OpenDirectory(_openPath);
        }

        return _open.OpenReadKnown(path.Name);
    }

    private bool EqualsLower(DestinationNode node)
    {
        if (node is not { Lower: { } below, HardLinks: null } || lower is null)
        {
            return false;
        }

        var entry = node.Entry;
        return entry.Type == below.Type && entry.Mode == below.Mode && entry.Uid == below.Uid && entry.Gid == below.Gid
            && entry.Size == below.Size && entry.MtimeSeconds == below.MtimeSeconds
            && entry.LinkTarget.Span.SequenceEqual(below.LinkTarget.Span) && entry.Xattrs.Equals(below.Xattrs)
            && entry.DevMajor == below.DevMajor && entry.DevMinor == below.DevMinor
            && (entry.Type != LayerEntryType.Regular || SameBytes(lower, entry, node.Content));
    }

    private static bool SameBytes(RootedDirectory lower, LayerEntry entry, FileContent? content)
    {
        using var old = lower.OpenRead(entry.Path, followSymlink: false);
        using Stream? added = content switch
        {
            SourceFile { Tree: var tree, Item: var item } => tree.Root.OpenRead(item.Path, followSymlink: false),
            InlineBytes { Bytes: var bytes } => new MemoryStream(bytes),
            FileSlice slice => new SliceStream(slice.Handle, slice.Offset, entry.Size),
            _ => null,
        };
        return added is not null && SameContent.Holds(old, added);
    }
}
