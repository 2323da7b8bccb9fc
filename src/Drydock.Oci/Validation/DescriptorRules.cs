using System.Buffers;
using System.Text.Json;

namespace Drydock.Oci.Validation;

/// <summary>The rules for descriptors.</summary>
/// <remarks>OCI image-spec, descriptor.md; media types by RFC 6838, section 4.2.</remarks>
internal static class DescriptorRules
{
    private const int MaxMediaTypePartLength = 127;

    private static readonly SearchValues<char> s_mediaTypeCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$&-^_.+");

    private static readonly SearchValues<char> s_encodedCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=_-");

    public static void Check(OciNode node)
    {
        if (!node.IsObject())
        {
            return;
        }

        CheckMediaType(node.Require("mediaType"));
        CheckMediaType(node.Find("artifactType"));
        var size = CheckSize(node.Require("size"));
        var digest = CheckDigest(node.Require("digest"));
        node.Find("urls")?.IsStringArray(CheckUrl);
        node.Find("annotations")?.IsStringMap();
        if (node.Find("data") is { } data && data.IsString())
        {
            CheckData(data, size, digest);
        }

        if (node.Find("platform") is { } platform && platform.IsObject())
        {
            platform.Require("architecture")?.IsString();
            platform.Require("os")?.IsString();
            platform.Find("os.version")?.IsString();
            platform.Find("os.features")?.IsStringArray();
            platform.Find("variant")?.IsString();
        }
    }

    public static void CheckMediaType(OciNode? node)
    {
        if (node is { } value && value.IsString())
        {
            var parts = value.Element.GetString()!.Split('/');
            if (parts.Length != 2 || !parts.All(IsMediaTypePart))
            {
                value.Report($"\"{value.Element.GetString()}\" is not a media type");
            }
        }
    }

    private static bool IsMediaTypePart(string text) =>
        text.Length is > 0 and <= MaxMediaTypePartLength && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(s_mediaTypeCharacters);

    private static long? CheckSize(OciNode? node)
    {
        if (node is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonValueKind.Number && value.Element.TryGetInt64(out var size) && size >= 0)
        {
            return size;
        }

        value.Report("must be a number of bytes, zero or more");
        return null;
    }

    /// <summary>The digest when it is one that can be verified; others only need the right form.</summary>
    private static Digest? CheckDigest(OciNode? node)
    {
        if (node is not { } value || !value.IsString())
        {
            return null;
        }

        var text = value.Element.GetString()!;
        if (Digest.TryParse(text, out var digest))
        {
            return digest;
        }

        var colon = text.IndexOf(':');
        var algorithm = colon < 0 ? "" : text[..colon];
        var encoded = text.AsSpan(colon + 1);
        if (algorithm is "sha256" or "sha512" || !IsAlgorithm(algorithm) || encoded.IsEmpty || encoded.ContainsAnyExcept(s_encodedCharacters))
        {
            value.Report($"\"{text}\" is not a digest");
        }

        return null;
    }

    /// <summary>Components of a-z and 0-9 with single separators between them.</summary>
    private static bool IsAlgorithm(string text)
    {
        var afterSeparator = true;
        foreach (var c in text)
        {
            var separator = c is '+' or '.' or '_' or '-';
            if (separator ? afterSeparator : !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            {
                return false;
            }

            afterSeparator = separator;
        }

        return !afterSeparator;
    }

    private static void CheckUrl(OciNode node)
    {
        if (!Uri.TryCreate(node.Element.GetString(), UriKind.Absolute, out var uri) || uri.Scheme == Uri.UriSchemeFile)
        {
            node.Report($"\"{node.Element.GetString()}\" is not a URL");
        }
    }

    private static void CheckData(OciNode node, long? size, Digest? digest)
    {
        if (!node.Element.TryGetBytesFromBase64(out var data))
        {
            node.Report("is not base64");
            return;
        }

        if (size is { } expected && data.Length != expected)
        {
            node.Report($"has {data.Length} bytes, but size says {expected}");
        }
        else if (digest is { Algorithm: "sha256" } known && Digest.OfBytes(data) != known)
        {
            node.Report("does not have the digest that the descriptor says");
        }
    }
}
