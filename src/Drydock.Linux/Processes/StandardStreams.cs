using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Processes;

/// <summary>The standard streams of a child while it is started: the descriptors it gets, and our ends of its pipes.</summary>
internal sealed unsafe class StandardStreams : IDisposable
{
    private readonly List<SafeFileHandle> _toClose = [];
    private bool _released;

    internal StandardStreams(ChildStart start)
    {
        try
        {
            Input = Prepare(0, start.StandardInput);
            Output = Prepare(1, start.StandardOutput);
            Error = Prepare(2, start.StandardError);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The descriptors that the child finds as 0, 1 and 2.</summary>
    internal int[] ChildEnds { get; } = new int[3];

    internal FileStream? Input { get; }

    internal FileStream? Output { get; }

    internal FileStream? Error { get; }

    /// <summary>Our ends of the pipes now belong to somebody else.</summary>
    internal void Release() => _released = true;

    public void Dispose()
    {
        _toClose.ForEach(handle => handle.Dispose());
        if (!_released)
        {
            Input?.Dispose();
            Output?.Dispose();
            Error?.Dispose();
        }
    }

    private FileStream? Prepare(int number, Stdio stdio)
    {
        switch (stdio.What)
        {
            case Stdio.Kind.Pipe:
                return Pipe(number);
            case Stdio.Kind.Inherit:
                ChildEnds[number] = number;
                return null;
            case Stdio.Kind.File:
                Keep(number, Duplicate(stdio.File!));
                return null;
            default:
                Keep(number, AboveStandard(HostFile.Open("/dev/null", OpenFlags.O_RDWR)));
                return null;
        }
    }

    private FileStream Pipe(int number)
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe2(ends, OpenFlags.O_CLOEXEC) != 0)
        {
            throw LinuxException.Last("create", "a pipe");
        }

        var read = AboveStandard(new SafeFileHandle(ends[0], ownsHandle: true));
        var write = AboveStandard(new SafeFileHandle(ends[1], ownsHandle: true));
        Keep(number, number == 0 ? read : write);
        return number == 0 ? new FileStream(write, FileAccess.Write, 0) : new FileStream(read, FileAccess.Read, 0);
    }

    // A descriptor of ours below 3 (our own standard streams may be closed) would be overwritten before it is passed on.
    private static SafeFileHandle AboveStandard(SafeFileHandle handle)
    {
        if (handle.DangerousGetHandle() > 2)
        {
            return handle;
        }

        using (handle)
        {
            return Duplicate(handle);
        }
    }

    private static SafeFileHandle Duplicate(SafeFileHandle file)
    {
        var fd = Libc.Fcntl(file, Libc.F_DUPFD_CLOEXEC, 3);
        return fd < 0 ? throw LinuxException.Last("duplicate", "a descriptor") : new SafeFileHandle(fd, ownsHandle: true);
    }

    private void Keep(int number, SafeFileHandle handle)
    {
        _toClose.Add(handle);
        ChildEnds[number] = (int)handle.DangerousGetHandle();
    }
}
