namespace Drydock.Dockerfile.Sources;

/// <summary>The query of a git reference: <c>?ref=…&amp;subdir=…</c>.</summary>
internal static class GitQuery
{
    private const string TagPrefix = "refs/tags/";
    private const string BranchPrefix = "refs/heads/";

    /// <summary>Adds what the query says to what the fragment said.</summary>
    /// <exception cref="FormatException">A key is unknown, a value malformed, or two contradict each other.</exception>
    public static GitReference Apply(GitReference reference, string query)
    {
        string? tag = null;
        string? branch = null;
        foreach (var (key, value) in Parse(query))
        {
            switch (key)
            {
                case "ref":
                    reference = reference with { Ref = Agree("ref", reference.Ref, Required(key, value)) };
                    break;
                case "tag":
                    tag = Prefixed(TagPrefix, Required(key, value));
                    break;
                case "branch":
                    branch = Prefixed(BranchPrefix, Required(key, value));
                    break;
                case "subdir":
                    reference = reference with { Subdirectory = Agree("subdir", reference.Subdirectory, Required(key, value)) };
                    break;
                case "checksum" or "commit":
                    reference = reference with { Checksum = Agree("commit", reference.Checksum, Required(key, value)) };
                    break;
                case "keep-git-dir":
                    reference = reference with { KeepGitDirectory = Boolean(key, value) };
                    break;
                case "submodules":
                    reference = reference with { Submodules = Boolean(key, value) };
                    break;
                case "fetch-by-commit":
                    reference = reference with { FetchByCommit = Boolean(key, value) };
                    break;
                case "mtime":
                    reference = reference with { ModificationTime = Time(Required(key, value)) };
                    break;
                default:
                    throw Invalid($"unexpected query \"{key}\"; known are ref, tag, branch, subdir, checksum, commit, keep-git-dir, submodules, mtime and fetch-by-commit");
            }
        }

        reference = tag is null ? reference : reference with { Ref = Agree("ref", reference.Ref, tag) };
        if (branch is not null && tag is not null)
        {
            throw Invalid("branch conflicts with tag; name one of them");
        }

        reference = branch is null ? reference : reference with { Ref = Agree("ref", reference.Ref, branch) };
        return reference.FetchByCommit == true && reference.Checksum is null
            ? throw Invalid("fetch-by-commit needs the commit; add checksum=HASH")
            : reference;
    }

    private static Dictionary<string, string> Parse(string query)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var key = Decode(equals < 0 ? pair : pair[..equals]);
            if (!pairs.TryAdd(key, equals < 0 ? "" : Decode(pair[(equals + 1)..])))
            {
                throw Invalid($"query \"{key}\" has multiple values");
            }
        }

        return pairs;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Required(string key, string value) =>
        value.Length > 0 ? value : throw Invalid($"query \"{key}\" has no value");

    private static string Agree(string what, string? present, string added) =>
        present is null || present == added ? added : throw Invalid($"{what} conflicts: \"{present}\" and \"{added}\"");

    private static string Prefixed(string prefix, string name) =>
        name.StartsWith(prefix, StringComparison.Ordinal) ? name : prefix + name;

    /// <summary>A key alone means true; the values are those that Go's <c>ParseBool</c> takes.</summary>
    private static bool Boolean(string key, string value) => value switch
    {
        "" or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw Invalid($"invalid {key} value: \"{value}\"; expected true or false"),
    };

    private static GitModificationTime Time(string value) => value switch
    {
        "checkout" => GitModificationTime.Checkout,
        "commit" => GitModificationTime.Commit,
        _ => throw Invalid($"invalid mtime value: \"{value}\"; expected checkout or commit"),
    };

    private static FormatException Invalid(string why) => new($"invalid git reference: {why}");
}
