using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Terminals;

/// <summary>A terminal that hands every key on as it is typed (Ctrl-C too), until disposed of.</summary>
public sealed unsafe class RawMode : IDisposable
{
    private readonly SafeFileHandle _terminal;
    private readonly byte[] _before;

    private RawMode(SafeFileHandle terminal, byte[] before) => (_terminal, _before) = (terminal, before);

    /// <summary>Whether a descriptor is a terminal.</summary>
    public static bool IsTerminal(int fd) => Libc.IsTerminal(fd) == 1;

    /// <summary>Begins it.</summary>
    /// <exception cref="LinuxException">It is no terminal.</exception>
    public static RawMode Begin(SafeFileHandle terminal)
    {
        var before = new byte[Libc.TermiosSize];
        var raw = stackalloc byte[Libc.TermiosSize];
        fixed (byte* saved = before)
        {
            if (Libc.GetTerminalAttributes(terminal, saved) != 0)
            {
                throw LinuxException.Last("read the settings of", "the terminal");
            }
        }

        before.CopyTo(new Span<byte>(raw, Libc.TermiosSize));
        Libc.MakeRaw(raw);
        return Libc.SetTerminalAttributes(terminal, Libc.TCSADRAIN, raw) == 0
            ? new RawMode(terminal, before)
            : throw LinuxException.Last("change the settings of", "the terminal");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fixed (byte* saved = _before)
        {
            _ = Libc.SetTerminalAttributes(_terminal, Libc.TCSADRAIN, saved);
        }
    }
}
