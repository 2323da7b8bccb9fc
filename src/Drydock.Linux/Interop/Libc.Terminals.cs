using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Interop;

/// <summary>System calls on terminals, tty_ioctl(4), termios(3).</summary>
internal static unsafe partial class Libc
{
    internal const uint TIOCGWINSZ = 0x5413;
    internal const uint TIOCSWINSZ = 0x5414;
    internal const uint TIOCGPTPEER = 0x5441;
    internal const uint TIOCSPTLCK = 0x40045431;

    internal const int TCSADRAIN = 1;

    /// <summary>Larger than struct termios of glibc and musl.</summary>
    internal const int TermiosSize = 256;

    [LibraryImport(Library, EntryPoint = "isatty")]
    internal static partial int IsTerminal(int fd);

    [LibraryImport(Library, EntryPoint = "tcgetattr", SetLastError = true)]
    internal static partial int GetTerminalAttributes(SafeFileHandle file, byte* termios);

    [LibraryImport(Library, EntryPoint = "tcsetattr", SetLastError = true)]
    internal static partial int SetTerminalAttributes(SafeFileHandle file, int when, byte* termios);

    [LibraryImport(Library, EntryPoint = "cfmakeraw")]
    internal static partial void MakeRaw(byte* termios);
}
