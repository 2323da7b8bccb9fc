using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Drydock.Linux.Mounts;

namespace Drydock.Linux.Runtime;

/// <summary>Prepares a mount namespace for running containers.</summary>
internal static class RuntimeState
{
    private const string CgroupRoot = "/sys/fs/cgroup";

    internal static void Prepare(string folder, RuntimeKind kind)
    {
        if (!IsOwnNamespace())
        {
            throw new RuntimeException(RuntimeFailure.Other, "containers are started in a mount namespace of one's own only: this is the host's");
        }

        Mount.Tmpfs(folder, mode: 0b111_000_000);
        if (kind == RuntimeKind.Crun && FileSystemStatus.Of(CgroupRoot).TypeName != "cgroup2")
        {
            // All that is mounted below goes with it.
            Mount.UnmountIfMounted(CgroupRoot);
            Mount.Cgroup2(CgroupRoot);
        }
    }

    // Process 1 is the init of the host, or ourselves in a pid namespace of our own. Namespaces belong to threads.
    private static bool IsOwnNamespace() =>
        Libc.GetPid() == 1
        || new FileInfo("/proc/thread-self/ns/mnt").LinkTarget != new FileInfo("/proc/1/ns/mnt").LinkTarget;
}
