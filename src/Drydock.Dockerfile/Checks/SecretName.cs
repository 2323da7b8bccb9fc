namespace Drydock.Dockerfile.Checks;

/// <summary>Names of variables that usually hold a secret.</summary>
public static class SecretName
{
    private static readonly HashSet<string> s_secret = new(StringComparer.OrdinalIgnoreCase)
    {
        "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
    };

    private static readonly HashSet<string> s_harmless = new(StringComparer.OrdinalIgnoreCase) { "public", "file", "version" };

    /// <summary>Whether one of the words of a name, which <c>_</c> separates, speaks of a secret.</summary>
    public static bool IsLikely(string name)
    {
        var words = name.Split('_');
        return words.Any(s_secret.Contains) && !words.Any(s_harmless.Contains);
    }
}
