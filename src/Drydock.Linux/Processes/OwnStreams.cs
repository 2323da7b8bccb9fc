using Drydock.Linux.Files;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Processes;

/// <summary>The standard streams of this process.</summary>
public static class OwnStreams
{
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
}
