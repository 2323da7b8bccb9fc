using System.Text.RegularExpressions;
using Drydock.Oci;

namespace Drydock.Registry;

/// <summary>
/// A repository at a registry, such as <c>docker.io</c> + <c>library/alpine</c>. A value of this
/// type is always well formed, so both parts can be used in a URL as they are.
/// </summary>
/// <remarks>OCI distribution-spec, "Pulling manifests", the grammar of <c>name</c>.</remarks>
public sealed partial record RepositoryName
{
    /// <summary>The longest repository path, in characters.</summary>
    public const int MaxPathLength = 255;

    private const int MaxHostLength = 261;
    private const int MatchLimitMilliseconds = 1000;

    /// <summary>Names a repository.</summary>
    /// <param name="host">The registry: a host name or address, perhaps with a port.</param>
    /// <param name="path">The repository at that registry, without a tag.</param>
    /// <exception cref="FormatException">One of the parts does not follow the grammar.</exception>
    public RepositoryName(string host, string path)
    {
        if (!IsHost(host))
        {
            throw new FormatException($"\"{host}\" is not a registry host (expected a name or address, perhaps with :port)");
        }

        if (!IsPath(path))
        {
            throw new FormatException($"\"{path}\" is not a repository name (lower-case letters, digits, separators . _ - and /)");
        }

        Host = host;
        Path = path;
    }

    /// <summary>The registry, such as <c>docker.io</c> or <c>localhost:5000</c>.</summary>
    public string Host { get; }

    /// <summary>The repository at the registry, such as <c>library/alpine</c>.</summary>
    public string Path { get; }

    /// <summary><c>host/path</c>.</summary>
    public override string ToString() => $"{Host}/{Path}";

    /// <summary>The repository of an image reference.</summary>
    public static RepositoryName Of(Reference reference) => new(reference.Domain, reference.Path);

    // The pattern keeps out all that is not a host; the URL parser, what no URL can hold: port 99999.
    internal static bool IsHost(string text) => text.Length <= MaxHostLength && HostPattern().IsMatch(text)
        && Uri.TryCreate($"https://{text}/", UriKind.Absolute, out _);

    /// <summary>Whether the text is a host, perhaps with the start of a repository path.</summary>
    internal static bool IsLocation(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? IsHost(text) : IsHost(text[..slash]) && IsPath(text[(slash + 1)..]);
    }

    private static bool IsPath(string text) => text.Length <= MaxPathLength && PathPattern().IsMatch(text);

    internal static bool IsTag(string text) => TagPattern().IsMatch(text);

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9](?:[a-zA-Z0-9_.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant, MatchLimitMilliseconds)]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant, MatchLimitMilliseconds)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.CultureInvariant, MatchLimitMilliseconds)]
    private static partial Regex TagPattern();
}
