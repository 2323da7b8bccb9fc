using Drydock.Build.Planning;
using Drydock.Cli.Templates;
using Drydock.Dockerfile;

namespace Drydock.Cli.Rendering;

/// <summary>The answers of <c>--call outline</c> and <c>--call targets</c> as tables.</summary>
internal static class CallText
{
    /// <summary>The stages with their descriptions.</summary>
    public static string OfTargets(DockerfileDocument document) => Table(1, [
        ["TARGET", "DESCRIPTION"],
        .. document.Stages.Select(s => new[] { TargetName(s.Name, s.Index == document.Stages.Count - 1), s.Description }),
    ]);

    /// <summary>What a target takes: a table each for arguments, secrets and agents.</summary>
    public static string OfOutline(BuildOutline outline)
    {
        var text = "";
        if (outline.Name is not null || outline.Description.Length > 0)
        {
            string[] description = ["DESCRIPTION:", outline.Description];
            text += Table(1, [["TARGET:", outline.Name ?? "(default)"], .. outline.Description.Length > 0 ? [description] : Array.Empty<string[]>()]) + "\n";
        }

        if (outline.Arguments.Count > 0)
        {
            text += Table(3, [["BUILD ARG", "VALUE", "DESCRIPTION"], .. outline.Arguments.Select(a => new[] { a.Name, a.Value ?? "", a.Description })]) + "\n";
        }

        return text + Mounts("SECRET", outline.Secrets) + Mounts("SSH", outline.Agents);
    }

    private static string Mounts(string title, IReadOnlyList<MountInput> mounts) => mounts.Count == 0
        ? ""
        : Table(3, [[title, "REQUIRED"], .. mounts.Select(m => new[] { m.Name, m.IsRequired ? "true" : "" })]) + "\n";

    private static string TargetName(string? name, bool isDefault) => (name, isDefault) switch
    {
        (null, true) => "(default)",
        (not null, true) => $"{name} (default)",
        _ => name ?? "",
    };

    private static string Table(int padding, IEnumerable<string[]> rows) =>
        TabWriter.Align(string.Concat(rows.Select(r => string.Join('\t', r) + "\n")), minWidth: 0, padding);
}
