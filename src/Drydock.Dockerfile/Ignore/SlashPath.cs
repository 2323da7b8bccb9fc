namespace Drydock.Dockerfile.Ignore;

/// <summary>Paths as text with slashes, by name alone.</summary>
internal static class SlashPath
{
    /// <summary>
    /// The shortest path of the same meaning: no <c>.</c>, no empty component, <c>..</c> only where
    /// it begins a relative path; <c>.</c> when nothing is left (as Go's <c>path.Clean</c>).
    /// </summary>
    public static string Clean(string path)
    {
        var rooted = path.StartsWith('/');
        var components = new List<string>();
        foreach (var component in path.Split('/'))
        {
            if (component is "" or ".")
            {
                continue;
            }

            if (component == ".." && components.Count > 0 && components[^1] != "..")
            {
                components.RemoveAt(components.Count - 1);
            }
            else if (component != ".." || !rooted)
            {
                components.Add(component);
            }
        }

        var cleaned = string.Join('/', components);
        return rooted ? "/" + cleaned : cleaned.Length > 0 ? cleaned : ".";
    }
}
