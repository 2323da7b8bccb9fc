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
    /// <param name="directory">The directory it is in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="path">Its path in the tree.</param>
    /// <param name="topBytes">How many bytes of the path are that of the selected source.</param>
    /// <param name="status">Its status.</param>
    public SourceItem? Item(DirectoryHandle directory, ReadOnlySpan<byte> name, UnixPath path, int topBytes, in FileStatus status)
    {
        if (TreeEntries.Describe(directory, name, status, path) is not { } entry)
        {
            return null;
        }

        var kept = entry.Xattrs.Count == 0 ? entry.Xattrs : entry.Xattrs.Where(IsKept);
        return new SourceItem(ReferenceEquals(kept, entry.Xattrs) ? entry : entry with { Xattrs = kept }, topBytes, FileDigests.VersionOf(status), status.LinkCount);
    }

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();

    // Of a context only this one means something in an image; others describe the host (ACLs, SELinux labels), and
    // images that BuildKit makes have no user.* of it either. What a stage or image has is all kept.
    private bool IsKept(Xattr attribute) => keepOwner || attribute.Name.AsSpan().SequenceEqual("security.capability"u8);
}
