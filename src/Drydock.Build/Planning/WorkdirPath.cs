using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>Paths of WORKDIR and of destinations, as BuildKit normalizes them.</summary>
internal static class WorkdirPath
{
    /// <summary>A path made absolute from the working directory; a trailing slash, and what an empty path leaves of one, stays.</summary>
    public static string Resolve(string current, string path)
    {
        var joined = path.StartsWith('/') ? path : $"{current}/{path}";
        var parts = new List<string>();
        foreach (var part in joined.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        var clean = "/" + string.Join('/', parts);
        return joined.EndsWith('/') && clean != "/" ? clean + "/" : clean;
    }

    /// <summary>A path as the config of an image has it: Windows has backslashes.</summary>
    public static string InConfig(string path, Platform platform) => IsWindows(platform) ? path.Replace('/', '\\') : path;

    /// <summary>A working directory of a config as a path to work with.</summary>
    public static string FromConfig(string? path, Platform platform)
    {
        path = IsWindows(platform) ? path?.Replace('\\', '/') : path;
        path = path is [_, ':', ..] && IsWindows(platform) ? path[2..] : path;
        return string.IsNullOrEmpty(path) ? "/" : path;
    }

    /// <summary>Whether a platform is Windows.</summary>
    public static bool IsWindows(Platform platform) => platform.Os == "windows";

    /// <summary>The destination of COPY and ADD: like <see cref="Resolve"/>, and <c>.</c> is a directory too.</summary>
    public static string Destination(string current, string path)
    {
        var resolved = Resolve(current, path);
        var isDirectory = path is "." or ".." || path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal);
        return isDirectory && !resolved.EndsWith('/') ? resolved + "/" : resolved;
    }
}
