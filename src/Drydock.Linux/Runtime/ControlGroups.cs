namespace Drydock.Linux.Runtime;

/// <summary>What this machine can limit by control groups.</summary>
/// <remarks>cgroups(7), "Cgroups version 2 controllers".</remarks>
public static class ControlGroups
{
    /// <summary>Where the hierarchy is mounted.</summary>
    internal const string Root = "/sys/fs/cgroup";

    /// <summary>Where systemd has version 2 beside version 1.</summary>
    internal const string Unified = Root + "/unified";

    /// <summary>The file system type of version 2.</summary>
    internal const string Version2 = "cgroup2";

    private const string Controllers = Root + "/cgroup.controllers";

    /// <summary>
    /// The controllers that RUN steps and containers can be limited by, such as <c>memory</c> and <c>cpu</c>; none where
    /// control groups are not of version 2, or only in part.
    /// </summary>
    public static IReadOnlySet<string> Available() =>
        File.Exists(Controllers) ? File.ReadAllText(Controllers).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();

    /// <summary>The group of version 2 that this process is in, below the root of the hierarchy; <c>/</c> where there is none.</summary>
    internal static string OwnPath() =>
        File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "/";
}
