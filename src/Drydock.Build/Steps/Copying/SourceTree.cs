using Drydock.Dockerfile.Ignore;
using Drydock.Layers;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Build.Steps.Copying;

/// <summary>Where a COPY reads: a context, or the root file system of a stage or image.</summary>
public sealed class SourceTree(RootedDirectory root, IgnoreMatcher filter, bool keepOwner, FileDigests digests) : IDisposable
{
    /// <summary>The directory.</summary>
    public RootedDirectory Root => root;

    /// <summary>What of it exists for the build: <c>.dockerignore</c>.</summary>
    public IgnoreMatcher Filter => filter;

    /// <summary>Whether owners count: they do in stages and images, and do not in contexts.</summary>
    public bool KeepOwner => keepOwner;

    /// <summary>Digests of the files in it.</summary>
    public FileDigests Digests => digests;

    /// <summary>Describes a file of the tree; null for a socket, which no layer holds.</summary>
    public SourceItem? Item(DirectoryHandle directory, ReadOnlySpan<byte> name, UnixPath path, int relativeStart, in FileStatus status) =>
        TreeEntries.Describe(directory, name, status, path) is { } entry
            ? new SourceItem(Kept(entry), relativeStart, FileDigests.VersionOf(status), status.LinkCount)
            : null;

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();

    private LayerEntry Kept(LayerEntry entry) =>
        entry.Xattrs.Where(IsKept) is var kept && ReferenceEquals(kept, entry.Xattrs) ? entry : entry with { Xattrs = kept };

    // Of a context only this one means something in an image; others describe the host (ACLs, SELinux labels), and
    // images that BuildKit makes have no user.* of it either. What a stage or image has is all kept.
    private bool IsKept(Xattr attribute) => keepOwner || attribute.Name.AsSpan().SequenceEqual("security.capability"u8);
}
