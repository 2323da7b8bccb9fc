using System.Runtime.InteropServices;

namespace Drydock.Linux.Interop;

/// <summary>Numbers of system calls that the C library has no function for (or has only lately).</summary>
/// <remarks>From 424 on the numbers are the same on every processor.</remarks>
internal static class SyscallNumber
{
    internal const int OpenTree = 428;
    internal const int MoveMount = 429;
    internal const int Fsopen = 430;
    internal const int Fsconfig = 431;
    internal const int Fsmount = 432;
    internal const int CloseRange = 436;
    internal const int Openat2 = 437;
    internal const int MountSetattr = 442;
    internal const int Cachestat = 451;
    internal const int Fchmodat2 = 452;
    internal const int Listxattrat = 465;

    internal static int Bpf => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    internal static int Getdents64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;
}
