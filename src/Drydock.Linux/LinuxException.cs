using System.Runtime.InteropServices;
using System.Text;
using Drydock.Linux.Interop;

namespace Drydock.Linux;

/// <summary>A system call that failed, in words: "cannot open etc/passwd: Permission denied".</summary>
public sealed class LinuxException : IOException
{
    /// <summary>Describes a failed system call.</summary>
    /// <param name="errno">The error number, errno(3).</param>
    /// <param name="operation">What was tried, as a verb phrase: "open", "mount overlay on".</param>
    /// <param name="path">What it was tried on.</param>
    /// <param name="detail">More about the cause, or what to do; null for none.</param>
    public LinuxException(int errno, string operation, string path, string? detail = null)
        : base(Describe(errno, operation, path, detail), errno)
    {
        ErrorNumber = errno;
        Operation = operation;
        Path = path;
    }

    /// <summary>The error number, errno(3).</summary>
    public int ErrorNumber { get; }

    /// <summary>What was tried, as a verb phrase.</summary>
    public string Operation { get; }

    /// <summary>What it was tried on, as text (see <see cref="ByteText"/>).</summary>
    public string Path { get; }

    /// <summary>No such file or directory, or a component of the path is not a directory.</summary>
    public bool IsNotFound => ErrorNumber is Errno.ENOENT or Errno.ENOTDIR;

    /// <summary>Something on the path is not a directory.</summary>
    public bool IsNotDirectory => ErrorNumber == Errno.ENOTDIR;

    /// <summary>The file exists already.</summary>
    public bool IsExists => ErrorNumber == Errno.EEXIST;

    /// <summary>No space, or no quota, is left.</summary>
    public bool IsNoSpace => ErrorNumber is Errno.ENOSPC or Errno.EDQUOT;

    /// <summary>Permission was denied.</summary>
    public bool IsDenied => ErrorNumber is Errno.EACCES or Errno.EPERM;

    /// <summary>Kernel or file system does not know the operation.</summary>
    public bool IsNotSupported => ErrorNumber is Errno.EOPNOTSUPP or Errno.ENOSYS;

    /// <summary>The file system, or the file below it, cannot be mounted on this machine: no driver, or not from such a file.</summary>
    public bool IsNotMountable => ErrorNumber is Errno.ENOTBLK or Errno.ENODEV or Errno.EINVAL or Errno.EOPNOTSUPP;

    /// <summary>Too many symbolic links, or a symbolic link where none is allowed.</summary>
    public bool IsSymbolicLinkLoop => ErrorNumber == Errno.ELOOP;

    /// <summary>The file is larger than the caller allows.</summary>
    public bool IsTooLarge => ErrorNumber == Errno.EFBIG;

    /// <summary>The file system is read-only.</summary>
    public bool IsReadOnly => ErrorNumber == Errno.EROFS;

    internal static LinuxException Last(string operation, string path, string? detail = null) =>
        new(Marshal.GetLastPInvokeError(), operation, path, detail);

    private static string Describe(int errno, string operation, string path, string? detail)
    {
        var message = new StringBuilder("cannot ").Append(operation).Append(' ');
        AppendPrintable(message, path.Length == 0 ? "/" : path);
        message.Append(": ").Append(Marshal.GetPInvokeErrorMessage(errno));
        return (detail is null ? message : message.Append(" (").Append(detail).Append(')')).ToString();
    }

    // A name from an image may hold escape sequences or bytes that are no text: neither may reach a terminal.
    private static void AppendPrintable(StringBuilder message, string path)
    {
        foreach (var c in path)
        {
            if (char.IsControl(c) || c is >= '\uDC80' and <= '\uDCFF')
            {
                message.Append("\\x").Append(((int)c & 0xFF).ToString("x2", null));
            }
            else
            {
                message.Append(c);
            }
        }
    }
}
