namespace Drydock.Dockerfile.Checks;

/// <summary>Paths without <c>.</c>, <c>..</c> and doubled slashes.</summary>
internal static class CleanPath
{
    /// <summary>The shortest path that means the same, links aside; <c>.</c> for nothing.</summary>
    public static string Of(string path)
    {
        var isAbsolute = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count > 0 && parts[^1] != "..")
                {
                    parts.RemoveAt(parts.Count - 1);
                }
                else if (!isAbsolute)
                {
                    parts.Add(part);
                }
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        var clean = string.Join('/', parts);
        return isAbsolute ? "/" + clean : clean.Length == 0 ? "." : clean;
    }
}
