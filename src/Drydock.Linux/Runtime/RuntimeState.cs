using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Linux.Processes;

namespace Drydock.Linux.Runtime;

/// <summary>Prepares a mount namespace for running containers.</summary>
internal static class RuntimeState
{
    internal static void Prepare(string folder, RuntimeKind kind)
    {
        RequireOwnNamespace();
        Mount.Tmpfs(folder, mode: 0b111_000_000);
        if (kind == RuntimeKind.Crun && FileSystemStatus.Of(ControlGroups.Root).TypeName != ControlGroups.Version2)
        {
            ShowVersion2();
        }
    }

    // A mount of its own would set the hierarchy's options, which are those of the whole machine, and takes 10 ms: so
    // the one that is there is shown instead.
    private static void ShowVersion2()
    {
        if (Directory.Exists(ControlGroups.Unified) && FileSystemStatus.Of(ControlGroups.Unified).TypeName == ControlGroups.Version2)
        {
            Mount.Bind(ControlGroups.Unified, ControlGroups.Root);
            return;
        }

        // All that is mounted below goes with it.
        Mount.UnmountIfMounted(ControlGroups.Root);
        Mount.Cgroup2(ControlGroups.Root);
    }

    /// <summary>Fails unless it is proven that mounts made here are not seen by the host.</summary>
    internal static void RequireOwnNamespace()
    {
        if (!NamespaceEntry.HasEntered && !PrivateMounts.IsActive)
        {
            throw new RuntimeException(RuntimeFailure.Other, "containers are started in a mount namespace of one's own only, and this is none");
        }
    }
}
