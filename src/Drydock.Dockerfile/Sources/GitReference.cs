namespace Drydock.Dockerfile.Sources;

/// <summary>Which modification time files of a git checkout get.</summary>
public enum GitModificationTime
{
    /// <summary>The time of the checkout.</summary>
    Checkout,

    /// <summary>The time of the commit, so that two checkouts are equal.</summary>
    Commit,
}

/// <summary>A git repository, and what of it is wanted, as a context or a source of ADD names it.</summary>
/// <remarks>
/// Dockerfile reference, "ADD", "Adding files from a Git repository", and docker build, "Git
/// repositories": <c>URL#REF:SUBDIR</c> or <c>URL?ref=REF&amp;subdir=SUBDIR</c>.
/// </remarks>
public sealed record GitReference
{
    /// <summary>What git is given to fetch from: the URL without query and fragment. It may hold a password.</summary>
    public required string Remote { get; init; }

    /// <summary>The last component of the URL without <c>.git</c>.</summary>
    public required string ShortName { get; init; }

    /// <summary>The branch, tag or commit wanted; null when none is named.</summary>
    public string? Ref { get; init; }

    /// <summary>The commit, or the beginning of its hash, that the ref must be; null when none is named.</summary>
    public string? Checksum { get; init; }

    /// <summary>The directory in the repository; null for its root. It is not cleaned: <c>/sub</c> and <c>a/../b</c> stay.</summary>
    public string? Subdirectory { get; init; }

    /// <summary>Whether <c>.git</c> is kept; null when the reference does not say.</summary>
    public bool? KeepGitDirectory { get; init; }

    /// <summary>Whether submodules are fetched; null when the reference does not say.</summary>
    public bool? Submodules { get; init; }

    /// <summary>The modification time of the files; null when the reference does not say.</summary>
    public GitModificationTime? ModificationTime { get; init; }

    /// <summary>Whether the commit of <see cref="Checksum"/> is fetched by its hash; null when the reference does not say.</summary>
    public bool? FetchByCommit { get; init; }

    /// <summary>
    /// Whether the text could be a local path as well (<c>github.com/…</c>): only contexts accept it, and
    /// git needs <c>https://</c> before <see cref="Remote"/>.
    /// </summary>
    public bool IsIndistinguishableFromLocal { get; init; }

    /// <summary>Whether the connection is neither encrypted nor authenticated (<c>http://</c>, <c>git://</c>).</summary>
    public bool IsUnencrypted { get; init; }

    /// <summary>What to check out: the ref, else the commit; null for the remote's default branch.</summary>
    public string? Revision => Ref ?? Checksum;

    /// <summary>The URL to fetch from, with a scheme where git needs one.</summary>
    public string Url => IsIndistinguishableFromLocal ? "https://" + Remote : Remote;

    /// <summary>The remote as it may be shown: without user name and password.</summary>
    public string RedactedRemote
    {
        get
        {
            var start = Remote.IndexOf("://", StringComparison.Ordinal) + 3;
            if (start < 3)
            {
                return Remote;
            }

            var end = Remote.IndexOf('/', start) is var slash and >= 0 ? slash : Remote.Length;
            var at = Remote.AsSpan(start, end - start).LastIndexOf('@');
            return at < 0 ? Remote : string.Concat(Remote.AsSpan(0, start), "xxxxx", Remote.AsSpan(start + at));
        }
    }

    /// <summary>Parses a text that may be a git reference.</summary>
    /// <returns>The reference; null when the text is something else: a path, or the URL of a file.</returns>
    /// <exception cref="FormatException">It is a git reference, and malformed; the message says why.</exception>
    public static GitReference? Parse(string text)
    {
        if (GitUrl.TryParse(text) is not { } url)
        {
            return null;
        }

        var name = url.Remote[(url.Remote.LastIndexOf('/') + 1)..];
        var reference = new GitReference
        {
            Remote = url.Remote,
            ShortName = name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name,
            IsIndistinguishableFromLocal = url.IsIndistinguishableFromLocal,
            IsUnencrypted = url.Scheme is "http" or "git",
        };
        if (url.Fragment is { Length: > 0 } fragment)
        {
            var colon = fragment.IndexOf(':');
            reference = reference with
            {
                Ref = NullIfEmpty(colon < 0 ? fragment : fragment[..colon]),
                Subdirectory = colon < 0 ? null : NullIfEmpty(fragment[(colon + 1)..]),
            };
        }

        reference = GitQuery.Apply(reference, url.Query);

        // git would take these for options, and ssh a host for one (CVE-2017-1000117).
        Refuse(reference.Ref, "the ref");
        Refuse(reference.Checksum, "the commit");
        Refuse(url.Host, "the host");
        Refuse(url.User, "the user name");
        return reference;
    }

    /// <summary>
    /// The short form <c>REMOTE#REF[:SUBDIR]</c>, for messages and records; it leaves out what only the query form can say.
    /// </summary>
    /// <param name="withSubdirectory">Whether the directory is part of it.</param>
    public string ToFragmentForm(bool withSubdirectory)
    {
        var subdirectory = withSubdirectory ? Subdirectory?.Trim('/') : null;
        var fragment = string.IsNullOrEmpty(subdirectory) ? Ref : $"{Ref}:{subdirectory}";
        return string.IsNullOrEmpty(fragment) ? Remote : $"{Remote}#{fragment}";
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static void Refuse(string? value, string what)
    {
        if (value is ['-', ..])
        {
            throw new FormatException($"invalid git reference: {what} \"{value}\" begins with a dash, so git would take it for an option");
        }
    }
}
