using System.Buffers;

namespace Drydock.Oci;

/// <summary>The terminals of the reference grammar of distribution/reference.</summary>
internal static class ReferenceGrammar
{
    public const string NameHelp =
        "a path is components of a-z and 0-9, joined inside by one \".\", one or two \"_\", or any \"-\", and separated by \"/\"";

    public const string TagHelp =
        "a tag is at most 128 of A-Z, a-z, 0-9, \"_\", \".\" and \"-\", and does not begin with \".\" or \"-\"";

    private const int MaxTagLength = 128;
    private const int MinDigestHexLength = 32;

    private static readonly SearchValues<char> s_tagCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz.-");

    private static readonly SearchValues<char> s_addressCharacters = SearchValues.Create("0123456789ABCDEFabcdef:");

    public static bool IsTag(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxTagLength && text[0] is not ('.' or '-') && !text.ContainsAnyExcept(s_tagCharacters);

    /// <summary>Whether the text is <c>algorithm:hex</c>, of any algorithm.</summary>
    public static bool IsDigest(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0 || text.Length - colon - 1 < MinDigestHexLength)
        {
            return false;
        }

        foreach (var c in text[(colon + 1)..])
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        // Letters begin the algorithm and follow every separator.
        var begins = true;
        foreach (var c in text[..colon])
        {
            if (begins ? !char.IsAsciiLetter(c) : !(char.IsAsciiLetterOrDigit(c) || IsAlgorithmSeparator(c)))
            {
                return false;
            }

            begins = IsAlgorithmSeparator(c);
        }

        return !begins;
    }

    /// <summary>Splits a name into domain (perhaps empty) and path; null when it is not a name.</summary>
    public static (string Domain, string Path)? SplitName(string name)
    {
        var slash = name.IndexOf('/');
        if (slash > 0 && IsDomain(name.AsSpan(0, slash)) && IsPath(name.AsSpan(slash + 1)))
        {
            return (name[..slash], name[(slash + 1)..]);
        }

        return IsPath(name) ? ("", name) : null;
    }

    private static bool IsAlgorithmSeparator(char c) => c is '+' or '.' or '-' or '_';

    private static bool IsPath(ReadOnlySpan<char> text)
    {
        foreach (var component in text.Split('/'))
        {
            if (!IsPathComponent(text[component]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPathComponent(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (true)
        {
            var start = i;
            while (i < text.Length && (char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i])))
            {
                i++;
            }

            if (i == start)
            {
                return false;
            }

            if (i == text.Length)
            {
                return true;
            }

            var separator = text[i];
            var length = text[i..].IndexOfAnyExcept(separator);
            var allowed = separator switch
            {
                '.' => 1,
                '_' => 2,
                '-' => int.MaxValue,
                _ => 0,
            };
            if (length < 0 || length > allowed)
            {
                return false;
            }

            i += length;
        }
    }

    private static bool IsDomain(ReadOnlySpan<char> text)
    {
        var host = text;
        var bracket = text.IndexOf(']');
        var colon = text[(bracket + 1)..].IndexOf(':');
        if (colon >= 0)
        {
            colon += bracket + 1;
            host = text[..colon];
            var port = text[(colon + 1)..];
            if (port.IsEmpty || port.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        if (host is ['[', .. var address, ']'])
        {
            return !address.IsEmpty && !address.ContainsAnyExcept(s_addressCharacters);
        }

        foreach (var range in host.Split('.'))
        {
            if (!IsDomainComponent(host[range]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomainComponent(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
