namespace Drydock.Dockerfile.Checks;

/// <summary>Whether a text can name an image. The library for images reads names; here only the question is answered.</summary>
/// <remarks>The grammar is that of distribution/reference: <c>[domain/]path[:tag][@digest]</c>.</remarks>
internal static class ImageName
{
    private const int MaxNameLength = 255;
    private const int MaxTagLength = 128;
    private const string Invalid = "invalid reference format";

    /// <summary>Why the text names no image; null when it does.</summary>
    public static string? Problem(string text)
    {
        if (text.Length == 64 && text.All(char.IsAsciiHexDigitLower))
        {
            return $"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings";
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : text[..slash];
        var hasDomain = slash >= 0
            && (first.AsSpan().IndexOfAny('.', ':') >= 0 || first == "localhost" || first.Any(char.IsUpper));
        var rest = hasDomain ? text[(slash + 1)..] : text;
        var (path, tag, digest) = Divide(rest);
        if (path.Any(char.IsUpper))
        {
            return $"{Invalid}: repository name ({(hasDomain || slash >= 0 ? "" : "library/")}{path}) must be lowercase";
        }

        return (!hasDomain || IsDomain(first)) && IsPath(path) && (tag is null || IsTag(tag)) && (digest is null || IsDigest(digest))
            && path.Length + first.Length < MaxNameLength
                ? null
                : Invalid;
    }

    private static (string Path, string? Tag, string? Digest) Divide(string rest)
    {
        string? digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is var at && at >= 0)
        {
            (rest, digest) = (rest[..at], rest[(at + 1)..]);
        }

        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (rest, null, digest) : (rest[..colon], rest[(colon + 1)..], digest);
    }

    private static bool IsDomain(string text)
    {
        var host = text;
        if (text.LastIndexOf(':') is var colon && colon >= 0 && !text.EndsWith(']'))
        {
            host = text[..colon];
            if (colon == text.Length - 1 || !text[(colon + 1)..].All(char.IsAsciiDigit))
            {
                return false;
            }
        }

        if (host.StartsWith('['))
        {
            return host.Length > 2 && host.EndsWith(']') && host[1..^1].All(c => char.IsAsciiHexDigit(c) || c == ':');
        }

        return host.Split('.').All(label =>
            label.Length > 0 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
    }

    private static bool IsPath(string path) => path.Split('/').All(IsComponent);

    /// <summary>Lower-case letters and digits, between them one dot, one or two underscores, or dashes.</summary>
    private static bool IsComponent(string component)
    {
        var i = 0;
        while (true)
        {
            var start = i;
            while (i < component.Length && (char.IsAsciiLetterLower(component[i]) || char.IsAsciiDigit(component[i])))
            {
                i++;
            }

            if (i == start)
            {
                return false;
            }

            if (i == component.Length)
            {
                return true;
            }

            var separator = i;
            while (i < component.Length && component[i] is '.' or '_' or '-')
            {
                i++;
            }

            if (component[separator..i] is not ("." or "_" or "__") && component[separator..i].Any(c => c != '-'))
            {
                return false;
            }
        }
    }

    private static bool IsTag(string tag) =>
        tag.Length is > 0 and <= MaxTagLength
        && tag[0] is not ('.' or '-')
        && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    private static bool IsDigest(string digest)
    {
        var length = digest.Split(':')[0] switch { "sha256" => 64, "sha384" => 96, "sha512" => 128, _ => -1 };
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        return length > 0 && digest.Length - colon - 1 == length && digest.Skip(colon + 1).All(char.IsAsciiHexDigitLower);
    }
}
