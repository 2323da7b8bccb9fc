using Drydock.Layers;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Build.Steps.Copying;

/// <summary>Where a COPY reads: a context, or the root file system of a stage or image.</summary>
public sealed class SourceTree(RootedDirectory root, IPathFilter filter, bool keepOwner, FileDigests digests) : IDisposable
{
    /// <summary>The directory.</summary>
    public RootedDirectory Root => root;

    /// <summary>What of it exists for the build: <c>.dockerignore</c>.</summary>
    public IPathFilter Filter => filter;

    /// <summary>Whether owners count: they do in stages and images, and do not in contexts.</summary>
    public bool KeepOwner => keepOwner;

    /// <summary>Digests of the files in it.</summary>
    public FileDigests Digests => digests;

    /// <summary>Describes a file of the tree; null for a socket, which no layer holds.</summary>
    public SourceItem? Item(DirectoryHandle directory, ReadOnlySpan<byte> name, UnixPath path, UnixPath relative, in FileStatus status) =>
        TreeEntries.Describe(directory, name, status, path) is { } entry
            ? new SourceItem(entry with { Xattrs = entry.Xattrs.Where(IsKept) }, relative, status)
            : null;

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();

    // Only these two mean something in an image; others describe the host (ACLs, SELinux labels).
    private static bool IsKept(Xattr attribute) =>
        attribute.Name.AsSpan().StartsWith("user."u8) || attribute.Name.AsSpan().SequenceEqual("security.capability"u8);
}

/// <summary>Says which paths of a tree exist for the build.</summary>
public interface IPathFilter
{
    /// <summary>Whether the path is left out.</summary>
    bool IsExcluded(UnixPath path);

    /// <summary>Whether nothing below an excluded directory can be included again.</summary>
    bool CanPrune(UnixPath directory);
}

/// <summary>Leaves nothing out.</summary>
public sealed class NoFilter : IPathFilter
{
    /// <summary>The only instance.</summary>
    public static NoFilter Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsExcluded(UnixPath path) => false;

    /// <inheritdoc/>
    public bool CanPrune(UnixPath directory) => false;
}
