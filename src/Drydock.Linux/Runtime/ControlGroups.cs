namespace Drydock.Linux.Runtime;

/// <summary>What this machine can limit by control groups.</summary>
/// <remarks>cgroups(7), "Cgroups version 2 controllers".</remarks>
public static class ControlGroups
{
    private const string Controllers = "/sys/fs/cgroup/cgroup.controllers";

    /// <summary>
    /// The controllers that RUN steps and containers can be limited by, such as <c>memory</c> and <c>cpu</c>; none where
    /// control groups are not of version 2, or only in part.
    /// </summary>
    public static IReadOnlySet<string> Available() =>
        File.Exists(Controllers) ? File.ReadAllText(Controllers).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();
}
