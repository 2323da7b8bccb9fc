namespace Drydock.Architecture.Tests;

/// <summary>The house of docs/architecture.md: which project stands on which floor, and what it may use.</summary>
internal static class Floors
{
    private static readonly Dictionary<string, (int Floor, string[] Direct)> s_plan = new(StringComparer.Ordinal)
    {
        ["Drydock.Oci"] = (1, []),
        ["Drydock.Dockerfile"] = (1, []),
        ["Drydock.Linux"] = (1, []),
        ["Drydock.Layers"] = (2, ["Drydock.Oci", "Drydock.Linux"]),
        ["Drydock.Storage"] = (3, ["Drydock.Layers"]),
        ["Drydock.Registry"] = (3, ["Drydock.Oci"]),
        ["Drydock.Images"] = (4, ["Drydock.Storage", "Drydock.Registry"]),
        ["Drydock.Build"] = (5, ["Drydock.Images", "Drydock.Dockerfile"]),
        ["Drydock.Containers"] = (5, ["Drydock.Images"]),
        ["Drydock.Cli"] = (6, ["Drydock.Build", "Drydock.Containers"]),
    };

    public static IEnumerable<string> Projects => s_plan.Keys;

    public static int Of(string project) => s_plan[project].Floor;

    /// <summary>All that <paramref name="project"/> may refer to: what it uses and what that uses.</summary>
    public static HashSet<string> Allowed(string project)
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var below in s_plan[project].Direct)
        {
            allowed.Add(below);
            allowed.UnionWith(Allowed(below));
        }

        return allowed;
    }
}
