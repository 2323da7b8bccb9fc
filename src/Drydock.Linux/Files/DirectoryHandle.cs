using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>
/// One open directory. Its members take single names, never paths, and never follow a symbolic
/// link: for callers that create or read many files of one directory.
/// </summary>
/// <remarks>
/// The empty name stands for the directory itself where that makes sense (status, owner, mode,
/// times, extended attributes). A name that holds a slash, or is <c>.</c> or <c>..</c>, is refused.
/// All members throw <see cref="LinuxException"/> when the system call fails.
/// </remarks>
public sealed unsafe partial class DirectoryHandle : IDisposable
{
    private readonly bool _ownsHandle;

    internal DirectoryHandle(SafeFileHandle handle, UnixPath path, bool ownsHandle = true)
    {
        Handle = handle;
        Path = path;
        _ownsHandle = ownsHandle;
    }

    /// <summary>The path by which the directory was opened, for messages.</summary>
    public UnixPath Path { get; }

    internal SafeFileHandle Handle { get; }

    /// <summary>Opens a directory in this one.</summary>
    public DirectoryHandle OpenDirectory(ReadOnlySpan<byte> name) =>
        new(OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, 0, "open"), Path.Append(name));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHandle)
        {
            Handle.Dispose();
        }
    }

    internal LinuxException Failure(string operation, ReadOnlySpan<byte> name, string? detail = null) =>
        LinuxException.Last(operation, TextOf(name), detail);

    internal LinuxException Failure(int errno, string operation, ReadOnlySpan<byte> name, string? detail = null) =>
        new(errno, operation, TextOf(name), detail);

    private string TextOf(ReadOnlySpan<byte> name) =>
        Path.IsRoot ? ByteText.Decode(name) : name.IsEmpty ? Path.ToString() : Path + "/" + ByteText.Decode(name);

    // What keeps a hostile name from leaving the directory.
    private ReadOnlySpan<byte> Checked(string operation, ReadOnlySpan<byte> name, Span<byte> buffer, bool mayBeSelf)
    {
        var refused = name.IsEmpty
            ? !mayBeSelf
            : name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || name.ContainsAny((byte)'/', (byte)0);
        return refused
            ? throw Failure(Errno.EINVAL, operation, name, "not a name in a directory")
            : CPath.Terminate(name, buffer);
    }

    private SafeFileHandle OpenAt(ReadOnlySpan<byte> name, int flags, int mode, string operation)
    {
        var text = Checked(operation, name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* path = text)
        {
            var fd = Libc.OpenAt(Handle, path, flags | OpenFlags.O_CLOEXEC, (uint)mode);
            return fd < 0 ? throw Failure(operation, name) : new SafeFileHandle(fd, ownsHandle: true);
        }
    }
}
