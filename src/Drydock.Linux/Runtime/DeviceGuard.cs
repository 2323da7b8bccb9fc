using Drydock.Linux.Files;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Runtime;

/// <summary>
/// A control group that keeps its processes from opening any device but those of every container; making
/// device nodes stays allowed. With it a file system for RUN need not be mounted <c>nodev</c>.
/// </summary>
/// <remarks>
/// cgroups(7), bpf(2). The group lies below that of this process, is the same for all, and stays when it is
/// empty: whatever ends a process in it leaves nothing more behind.
/// </remarks>
public static class DeviceGuard
{
    // Another list of devices is another name.
    private const string GroupName = "drydock-devices-1";

    /// <summary>Puts this process, and all that it starts from now on, into the group.</summary>
    /// <param name="hierarchy">Where the hierarchy of version 2 is mounted.</param>
    /// <returns>Whether it is in it; false where control groups of version 2, or BPF, cannot be used.</returns>
    public static bool TryEnter(string hierarchy = ControlGroups.Root)
    {
        try
        {
            if (FileSystemStatus.Of(hierarchy).TypeName != ControlGroups.Version2)
            {
                return false;
            }

            var own = ControlGroups.OwnPath();
            var group = own.EndsWith('/' + GroupName, StringComparison.Ordinal) ? hierarchy + own : $"{hierarchy}{own.TrimEnd('/')}/{GroupName}";
            Directory.CreateDirectory(group);
            using var directory = HostFile.Open(group, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            if (!DeviceFilter.TryAttach(directory))
            {
                return false;
            }

            // 0 stands for the process that writes.
            File.WriteAllBytes(group + "/cgroup.procs", "0"u8.ToArray());
            return true;
        }
        catch (Exception e) when (e is LinuxException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
