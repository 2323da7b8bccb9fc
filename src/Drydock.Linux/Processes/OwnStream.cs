using System.Runtime.InteropServices;
using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Processes;

/// <summary>The standard streams of this process, read and written where they stand, as other programs do that share them.</summary>
/// <remarks>A FileStream keeps a position of its own in a file; the streams of Console hide that nobody reads any more.</remarks>
public sealed unsafe class OwnStream : Stream
{
    private readonly SafeFileHandle _file;

    private OwnStream(int number) => _file = new SafeFileHandle(number, ownsHandle: false);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>One of them: 0 is standard input, 1 standard output, 2 standard error.</summary>
    public static Stream Open(int number) => new OwnStream(number);

    /// <summary>Leads standard output and standard error nowhere from now on.</summary>
    /// <exception cref="LinuxException">There is no /dev/null.</exception>
    public static void Silence()
    {
        using var nothing = HostFile.Open("/dev/null", OpenFlags.O_RDWR);
        for (var number = 1; number <= 2; number++)
        {
            if (Libc.Duplicate2(nothing, number) < 0)
            {
                throw LinuxException.Last("redirect", "standard output");
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)Retry(bytes + offset, count, write: false);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        fixed (byte* bytes = buffer)
        {
            for (nint written = 0; written < count;)
            {
                written += Retry(bytes + offset + written, (int)(count - written), write: true);
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private nint Retry(byte* bytes, int count, bool write)
    {
        while (true)
        {
            var done = write ? Libc.Write(_file, bytes, count) : Libc.Read(_file, bytes, count);
            if (done >= 0)
            {
                return done;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.EINTR:
                    continue;
                case Errno.EAGAIN:
                    // Somebody who shares the stream made it so that it does not wait.
                    Thread.Sleep(1);
                    continue;
                default:
                    throw LinuxException.Last(write ? "write to" : "read from", "a standard stream");
            }
        }
    }
}
