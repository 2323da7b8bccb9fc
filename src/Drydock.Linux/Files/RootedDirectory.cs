using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>
/// A directory that paths cannot leave: the one way by which every path inside an image or a build
/// context is resolved.
/// </summary>
/// <remarks>
/// Resolution works as if the directory were the root of the file system: surplus <c>..</c> stays at
/// the root and absolute symbolic links begin at it. Such paths are common in real images, and are
/// contained, not refused. Links of /proc that lead elsewhere are never followed.
/// Members without a word on links do not follow one in the last component; those before it are followed.
/// All members throw <see cref="LinuxException"/> when the system call fails.
/// </remarks>
public sealed partial class RootedDirectory : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly DirectoryHandle _self;
    private readonly bool _byKernel;

    private RootedDirectory(SafeFileHandle handle, bool byKernel)
    {
        _handle = handle;
        _byKernel = byKernel;
        _self = new DirectoryHandle(handle, UnixPath.Root, ownsHandle: false);
    }

    /// <summary>Whether the kernel resolves paths here (openat2), or this process by walking.</summary>
    public PathResolution Resolution => _byKernel ? PathResolution.Kernel : PathResolution.Walk;

    /// <summary>Opens a directory of the host as a root.</summary>
    /// <param name="hostPath">A path of the host; links on it are followed.</param>
    /// <param name="resolution">How paths are kept inside; automatic unless something is to be tested.</param>
    public static RootedDirectory Open(string hostPath, PathResolution resolution = PathResolution.Automatic)
    {
        var handle = HostFile.Open(hostPath, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        return new RootedDirectory(handle, resolution switch
        {
            PathResolution.Kernel => true,
            PathResolution.Walk => false,
            _ => KernelPath.IsAvailable(handle),
        });
    }

    /// <summary>Opens a directory in this one as a root of its own; links are followed.</summary>
    public RootedDirectory OpenSubdirectory(UnixPath path) => new(OpenObject(path, follow: true, OpenFlags.O_DIRECTORY), _byKernel);

    /// <summary>Opens a directory, for work on many names in it; links are followed.</summary>
    public DirectoryHandle OpenDirectory(UnixPath path)
    {
        using var directory = OpenForLookup(path);
        return directory.Reopen();
    }

    /// <summary>Where a path leads once every link on it is followed; what does not exist is taken as it is written.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLast">Whether a link in the last component is followed too.</param>
    /// <exception cref="LinuxException">More than 40 links, or a file where a directory is needed.</exception>
    public ResolvedPath Resolve(UnixPath path, bool followLast = true)
    {
        using var walker = new PathWalker(_handle, path);
        walker.Run(followLast, allowMissing: true);
        return walker.Result();
    }

    /// <summary>Calls <paramref name="visit"/> for all below a directory: parents first, siblings in byte order. No link is followed on the way.</summary>
    /// <param name="path">Where to begin; links are followed. The directory itself is not visited.</param>
    /// <param name="visit">Called for each entry.</param>
    public void Walk(UnixPath path, WalkVisitor visit)
    {
        using var walker = new TreeWalker(visit);
        walker.Run(OpenDirectory(path));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private DirectoryHandle OpenForLookup(UnixPath path) =>
        path.IsRoot ? _self : new DirectoryHandle(OpenObject(path, follow: true, OpenFlags.O_DIRECTORY), path);

    // The directory that holds the last name. Where there is no name to hold (the root, "." and "..") it is
    // the file itself, with the empty name.
    private DirectoryHandle OpenParent(UnixPath path, out ReadOnlySpan<byte> name)
    {
        name = path.Name;
        if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
        {
            name = default;
            return OpenForLookup(path);
        }

        return OpenForLookup(path.Parent);
    }

    private SafeFileHandle OpenObject(UnixPath path, bool follow, int flags = 0)
    {
        if (_byKernel && KernelPath.TryOpen(_handle, path, OpenFlags.O_PATH | flags | (follow ? 0 : OpenFlags.O_NOFOLLOW)) is { } opened)
        {
            return opened;
        }

        using var walker = new PathWalker(_handle, path);
        walker.Run(follow, allowMissing: false);
        var handle = walker.TakeHandle();
        if ((flags & OpenFlags.O_DIRECTORY) != 0 && !DirectoryHandle.Stat(handle, "open", path).IsDirectory)
        {
            handle.Dispose();
            throw new LinuxException(Errno.ENOTDIR, "open", path.ToString());
        }

        return handle;
    }
}
