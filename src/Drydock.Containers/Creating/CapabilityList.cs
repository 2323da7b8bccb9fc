using Drydock.Linux.Runtime;

namespace Drydock.Containers.Creating;

/// <summary>What <c>--cap-add</c> and <c>--cap-drop</c> make of the default capabilities.</summary>
internal static class CapabilityList
{
    /// <summary>The list; null when nothing is to be changed.</summary>
    /// <exception cref="ContainerException">A name is no capability.</exception>
    internal static IReadOnlyList<string>? Of(IReadOnlyList<string> added, IReadOnlyList<string> dropped)
    {
        if (added.Count == 0 && dropped.Count == 0)
        {
            return null;
        }

        var basis = IsAll(added) ? Capabilities.Held() : IsAll(dropped) ? [] : Capabilities.Default;
        var gone = dropped.Where(name => !IsAll([name])).Select(Normalize).ToHashSet();
        var more = added.Where(name => !IsAll([name])).Select(Normalize).ToList();
        return [.. basis.Except(gone).Union(more)];
    }

    private static bool IsAll(IReadOnlyList<string> names) => names.Any(name => name.Equals("ALL", StringComparison.OrdinalIgnoreCase));

    private static string Normalize(string name) =>
        Capabilities.Normalize(name) ?? throw new ContainerException($"unknown capability \"{name}\"\ncapabilities(7) lists them: NET_ADMIN, SYS_PTRACE, …; ALL stands for all", 125);
}
