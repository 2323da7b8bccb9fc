using System.Globalization;

namespace Drydock.Linux.Processes;

/// <summary>What /proc tells of processes, proc(5).</summary>
internal static class ProcessTable
{
    /// <summary>The children of a process.</summary>
    internal static IEnumerable<int> ChildrenOf(int id) => All().Where(other => ParentOf(other) == id);

    /// <summary>The children of a process, theirs, and so on.</summary>
    internal static IEnumerable<int> DescendantsOf(int id)
    {
        var children = All().ToLookup(ParentOf);
        var left = new Stack<int>(children[id]);
        while (left.TryPop(out var next))
        {
            yield return next;
            foreach (var child in children[next])
            {
                left.Push(child);
            }
        }
    }

    /// <summary>Whether a process is number 1 in a pid namespace below ours.</summary>
    internal static bool IsFirstOfNamespace(int id) => NamespaceIds(id) is { Count: > 1 } ids && ids[^1] == 1;

    /// <summary>The numbers of a process: in our pid namespace, in the one below it, and so on to its own; empty when it is gone.</summary>
    internal static IReadOnlyList<int> NamespaceIds(int id) =>
        [.. (Field(id, "NSpid:") ?? "").Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    private static int ParentOf(int id) => int.TryParse(Field(id, "PPid:"), CultureInfo.InvariantCulture, out var parent) ? parent : 0;

    private static IEnumerable<int> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                yield return id;
            }
        }
    }

    private static string? Field(int id, string name)
    {
        try
        {
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status"))
                .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }
}
