using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>Copies content between open files, by the kernel where it can.</summary>
public static unsafe class FileCopy
{
    // _IOW(0x94, 9, int)
    private const nuint FICLONE = 0x40049409;
    private const int BufferSize = 1024 * 1024;

    /// <summary>Lets the target share the blocks of the source (reflink). False where the file system cannot.</summary>
    public static bool TryClone(SafeFileHandle source, SafeFileHandle target)
    {
        var held = false;
        try
        {
            source.DangerousAddRef(ref held);
            return Libc.Ioctl(target, FICLONE, source.DangerousGetHandle()) == 0;
        }
        finally
        {
            if (held)
            {
                source.DangerousRelease();
            }
        }
    }

    /// <summary>Reads from an open regular file; 0 at its end. The file's own position is not used, nor asked for.</summary>
    /// <exception cref="LinuxException">Reading failed.</exception>
    public static int Read(SafeFileHandle source, Span<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var read = Libc.ReadAt(source, start, buffer.Length, offset);
                if (read >= 0)
                {
                    return (int)read;
                }

                if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                {
                    throw LinuxException.Last("read", "file content");
                }
            }
        }
    }

    /// <summary>Copies a range of bytes.</summary>
    /// <param name="source">Read from <paramref name="sourceOffset"/> on; its position does not matter.</param>
    /// <param name="sourceOffset">Where the range begins in the source.</param>
    /// <param name="target">Written from <paramref name="targetOffset"/> on; its position does not matter.</param>
    /// <param name="targetOffset">Where the range begins in the target.</param>
    /// <param name="length">How many bytes.</param>
    /// <returns>The number of bytes copied: fewer than asked when the source ends before.</returns>
    /// <exception cref="LinuxException">Reading or writing failed.</exception>
    public static long CopyRange(SafeFileHandle source, long sourceOffset, SafeFileHandle target, long targetOffset, long length)
    {
        var copied = 0L;
        while (copied < length)
        {
            var from = sourceOffset + copied;
            var to = targetOffset + copied;
            var done = Libc.CopyFileRange(source, &from, target, &to, (nint)Math.Min(length - copied, 1 << 30), 0);
            if (done < 0)
            {
                // Not between these file systems or kinds of file: by reading and writing, then. A full disk stays an error.
                return Marshal.GetLastPInvokeError() is Errno.EXDEV or Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.EPERM
                    ? copied + CopyByHand(source, sourceOffset + copied, target, targetOffset + copied, length - copied)
                    : throw LinuxException.Last("copy", "file content");
            }

            if (done == 0)
            {
                // Some file systems say 0 where there is content (files of /proc): reading tells for sure.
                return copied + CopyByHand(source, sourceOffset + copied, target, targetOffset + copied, length - copied);
            }

            copied += done;
        }

        return copied;
    }

    /// <summary>Copies all content: shared blocks where possible, else by the kernel, else by hand.</summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="LinuxException">Reading or writing failed.</exception>
    public static long CopyContents(SafeFileHandle source, SafeFileHandle target) =>
        TryClone(source, target) ? RandomAccess.GetLength(source) : CopyRange(source, 0, target, 0, long.MaxValue);

    private static long CopyByHand(SafeFileHandle source, long sourceOffset, SafeFileHandle target, long targetOffset, long length)
    {
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(length, BufferSize));
        var copied = 0L;
        while (copied < length)
        {
            var read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - copied)), sourceOffset + copied);
            if (read == 0)
            {
                break;
            }

            RandomAccess.Write(target, buffer.AsSpan(0, read), targetOffset + copied);
            copied += read;
        }

        return copied;
    }
}
