using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Terminals;

/// <summary>A pair of a terminal and the end that plays its keyboard and screen, pty(7).</summary>
public sealed class PseudoTerminal : IDisposable
{
    private PseudoTerminal(SafeFileHandle master, SafeFileHandle slave) => (Master, Slave) = (master, slave);

    /// <summary>The end that reads what is shown and writes what is typed.</summary>
    public SafeFileHandle Master { get; }

    /// <summary>The terminal, for a child. Once every copy of it is closed, reading from the other end fails.</summary>
    public SafeFileHandle Slave { get; }

    /// <summary>Opens a pair.</summary>
    /// <exception cref="LinuxException">There is no /dev/ptmx, or no terminal is left.</exception>
    public static unsafe PseudoTerminal Open()
    {
        var master = HostFile.Open("/dev/ptmx", OpenFlags.O_RDWR | OpenFlags.O_NOCTTY);
        var unlocked = 0;
        var slave = Libc.Ioctl(master, Libc.TIOCSPTLCK, (nint)(&unlocked)) < 0
            ? -1
            : Libc.Ioctl(master, Libc.TIOCGPTPEER, OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC);
        if (slave < 0)
        {
            var failure = LinuxException.Last("open", "a terminal");
            master.Dispose();
            throw failure;
        }

        return new PseudoTerminal(master, new SafeFileHandle(slave, ownsHandle: true));
    }

    /// <summary>Its size in rows and columns; 0 and 0 while nobody gave it one.</summary>
    public unsafe (int Rows, int Columns) Size
    {
        get
        {
            ulong size = 0;
            _ = Libc.Ioctl(Master, Libc.TIOCGWINSZ, (nint)(&size));
            return ((ushort)size, (ushort)(size >> 16));
        }
    }

    /// <summary>Gives it the size of another terminal; nothing happens when that is none.</summary>
    public unsafe void CopySize(SafeFileHandle terminal)
    {
        // struct winsize: rows, columns, pixels, pixels.
        ulong size;
        if (Libc.Ioctl(terminal, Libc.TIOCGWINSZ, (nint)(&size)) == 0)
        {
            _ = Libc.Ioctl(Master, Libc.TIOCSWINSZ, (nint)(&size));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Slave.Dispose();
        Master.Dispose();
    }
}
