using Drydock.Dockerfile.Sources;

namespace Drydock.Build.Sources;

/// <summary>What a name in a git repository stands for at the server.</summary>
/// <param name="Commit">The hash of the commit.</param>
/// <param name="Ref">The full name it was found by, such as <c>refs/heads/main</c>; null when a commit was named.</param>
/// <param name="Tag">The hash of the annotated tag; null when there is none.</param>
internal sealed record GitRevision(string Commit, string? Ref, string? Tag)
{
    /// <summary>Whether a hash, or the beginning of one, names this commit or its tag.</summary>
    public bool Is(string checksum) =>
        Commit.StartsWith(checksum, StringComparison.OrdinalIgnoreCase) || Tag?.StartsWith(checksum, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>A repository at a server.</summary>
/// <param name="git">The program; gets the authorization for this server.</param>
/// <param name="reference">The repository.</param>
internal sealed class GitRemote(GitProgram git, GitReference reference)
{
    private const string Head = "HEAD";
    private const string Peeled = "^{}";

    /// <summary>The URL that git is given: without user name and password where those go into a header.</summary>
    public string Url { get; } = Bare(reference.Url);

    /// <summary>Allows git what the secrets of the build allow.</summary>
    public static GitRemote Authorize(GitProgram git, GitReference reference, SourceSecrets secrets)
    {
        if (HttpUrl(reference.Url) is { } url && secrets.ForGit(url) is { } authorization)
        {
            // For this server only: neither a redirect nor a submodule elsewhere gets it.
            git.Configure($"http.{url.GetLeftPart(UriPartial.Scheme)}{url.Authority}/.extraheader", $"Authorization: {authorization}");
        }

        return new GitRemote(git, reference);
    }

    /// <summary>Whether the name is the whole hash of a commit.</summary>
    public static bool IsCommit(string? name) => name is { Length: 40 or 64 } && name.All(char.IsAsciiHexDigitLower);

    /// <summary>Asks the server what the wanted ref is; a whole hash needs no question.</summary>
    /// <returns>Null when the server has no such ref.</returns>
    /// <exception cref="SourceException">The server cannot be asked.</exception>
    public async Task<GitRevision?> ResolveAsync(string directory, CancellationToken cancellationToken)
    {
        var name = reference.Revision;
        if (IsCommit(name))
        {
            return new GitRevision(name!, null, null);
        }

        name ??= Head;
        var result = await git.RunAsync(directory, GitProgram.RemoteProtocols, ["ls-remote", "--", Url, name, name + Peeled], cancellationToken);
        if (!result.IsSuccess)
        {
            throw new SourceException($"failed to fetch remote {reference.RedactedRemote}: {result.Complaint}{Advice(result.Errors)}");
        }

        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in result.Output.Split('\n'))
        {
            if (line.Split('\t') is [var hash, var found] && IsCommit(hash))
            {
                hashes.TryAdd(found, hash);
            }
        }

        foreach (var full in new[] { name, $"refs/tags/{name}", $"refs/heads/{name}", $"refs/{name}" })
        {
            if (hashes.TryGetValue(full, out var hash))
            {
                return hashes.TryGetValue(full + Peeled, out var commit) ? new GitRevision(commit, full, hash) : new GitRevision(hash, full, null);
            }
        }

        return null;
    }

    /// <summary>What a user can do about what git said.</summary>
    public static string Advice(string errors)
    {
        if (errors.Contains("could not read Username", StringComparison.Ordinal) || errors.Contains("Authentication failed", StringComparison.Ordinal)
            || errors.Contains("error: 401", StringComparison.Ordinal) || errors.Contains("error: 403", StringComparison.Ordinal))
        {
            return "\nthe server wants a login, or the repository does not exist: give a token with --secret id=GIT_AUTH_TOKEN,env=NAME";
        }

        return errors.Contains("Permission denied (publickey", StringComparison.Ordinal)
            ? "\ngive the agent that has the key with --ssh default"
            : errors.Contains("Host key verification failed", StringComparison.Ordinal)
                ? "\nthe key of the server has changed, or cannot be kept: look into known_hosts of the store"
                : "";
    }

    /// <summary>A URL without user name and password, where these are not part of the address.</summary>
    public static string Bare(string url) =>
        HttpUrl(url) is { UserInfo.Length: > 0 } uri ? new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri : url;

    private static Uri? HttpUrl(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
}
