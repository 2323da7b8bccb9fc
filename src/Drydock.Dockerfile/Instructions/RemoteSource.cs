namespace Drydock.Dockerfile.Instructions;

/// <summary>Tells sources that are fetched from paths.</summary>
internal static class RemoteSource
{
    /// <summary>Whether the source is a URL to download.</summary>
    public static bool IsHttp(string source) =>
        (source.StartsWith("http://", StringComparison.Ordinal) || source.StartsWith("https://", StringComparison.Ordinal))
        && !IsGit(source);

    /// <summary>Whether the source is a git repository.</summary>
    public static bool IsGit(string source)
    {
        if (source.StartsWith("git://", StringComparison.Ordinal)
            || source.StartsWith("ssh://", StringComparison.Ordinal)
            || source.StartsWith("git@", StringComparison.Ordinal))
        {
            return true;
        }

        if (!source.StartsWith("http://", StringComparison.Ordinal) && !source.StartsWith("https://", StringComparison.Ordinal))
        {
            return false;
        }

        var path = source.AsSpan();
        var end = path.IndexOfAny('#', '?');
        return (end < 0 ? path : path[..end]).EndsWith(".git", StringComparison.Ordinal);
    }
}
