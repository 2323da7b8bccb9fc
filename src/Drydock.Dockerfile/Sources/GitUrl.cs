namespace Drydock.Dockerfile.Sources;

/// <summary>The parts of the URL of a git repository, in one of its three spellings.</summary>
/// <param name="Remote">The URL without query and fragment.</param>
/// <param name="Scheme"><c>http</c>, <c>https</c>, <c>ssh</c> or <c>git</c>.</param>
/// <param name="User">The user name; empty when there is none.</param>
/// <param name="Host">The host, with its port.</param>
/// <param name="Query">The query, still encoded.</param>
/// <param name="Fragment">The fragment, decoded.</param>
/// <param name="IsIndistinguishableFromLocal">Whether it is written without a scheme, as <c>github.com/…</c>.</param>
internal sealed record GitUrl(
    string Remote, string Scheme, string User, string Host, string Query, string Fragment, bool IsIndistinguishableFromLocal)
{
    private const string GitHub = "github.com/";

    /// <summary>Splits a URL of git; null when the text is something else.</summary>
    public static GitUrl? TryParse(string text)
    {
        if (text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal) || text.Any(char.IsControl))
        {
            return null;
        }

        if (text.StartsWith(GitHub, StringComparison.Ordinal))
        {
            return TryParseUrl("https", text["github.com".Length..], "github.com") is { } parsed
                ? parsed with { Remote = parsed.Remote["https://".Length..], IsIndistinguishableFromLocal = true }
                : null;
        }

        var separator = text.IndexOf("://", StringComparison.Ordinal);
        if (separator <= 0 || !text.AsSpan(0, separator).ToString().All(char.IsAsciiLetterOrDigit))
        {
            return TryParseScp(text);
        }

        var scheme = text[..separator].ToLowerInvariant();
        if (scheme is not ("http" or "https" or "ssh" or "git"))
        {
            return null;
        }

        var rest = text[(separator + 3)..];
        var authority = rest[..(rest.IndexOfAny(['/', '?', '#']) is var end and >= 0 ? end : rest.Length)];
        var url = TryParseUrl(scheme, rest[authority.Length..], authority);

        // Over HTTP, only the name tells a repository from a file.
        return url is not null && scheme is "http" or "https" && !url!.Remote.EndsWith(".git", StringComparison.Ordinal) ? null : url;
    }

    private static GitUrl? TryParseUrl(string scheme, string rest, string authority)
    {
        var (path, query, fragment) = SplitOff(rest);
        var at = authority.LastIndexOf('@');
        var (userInfo, host) = (at < 0 ? "" : authority[..at], authority[(at + 1)..]);
        var remote = $"{scheme}://{authority}{path}";
        if (!Uri.TryCreate(remote, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return null;
        }

        return new GitUrl(remote, scheme, userInfo.Split(':')[0], host, query, Uri.UnescapeDataString(fragment), false);
    }

    /// <summary><c>user@host:path</c>, which git takes for SSH.</summary>
    private static GitUrl? TryParseScp(string text)
    {
        var at = text.IndexOf('@');
        var colon = text.IndexOf(':');
        if (at < 1 || colon < at + 2
            || !text.AsSpan(0, at).ToString().All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            || !text[(at + 1)..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            return null;
        }

        var (path, query, fragment) = SplitOff(text[(colon + 1)..]);
        return new GitUrl(text[..(colon + 1)] + path, "ssh", text[..at], text[(at + 1)..colon], query, fragment, false);
    }

    private static (string Path, string Query, string Fragment) SplitOff(string text)
    {
        var hash = text.IndexOf('#');
        var fragment = hash < 0 ? "" : text[(hash + 1)..];
        text = hash < 0 ? text : text[..hash];
        var mark = text.IndexOf('?');
        return mark < 0 ? (text, "", fragment) : (text[..mark], text[(mark + 1)..], fragment);
    }
}
