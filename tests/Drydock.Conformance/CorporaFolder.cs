namespace Drydock.Conformance;

/// <summary>Finds the folder with the corpora.</summary>
internal static class CorporaFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "DRYDOCK_CONFORMANCE";

    /// <summary>
    /// The folder named by <paramref name="argument"/>, else by <see cref="Variable"/>, else
    /// <c>shared/conformance</c> in or beside a folder above this program; null when there is none.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">A folder was named and does not exist.</exception>
    public static string? Find(string? argument)
    {
        var named = argument ?? Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"{named}: no such folder of corpora; name another one, or unset {Variable}");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Join(folder.FullName, "shared", "conformance");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
