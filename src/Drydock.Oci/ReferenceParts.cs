namespace Drydock.Oci;

/// <summary>
/// An image reference as it is written, split by the grammar alone: nothing is added, so the
/// domain of <c>busybox</c> is empty. <see cref="Reference"/> is what such a text means.
/// </summary>
/// <param name="Domain">The registry's host, with its port if any; empty when none is written.</param>
/// <param name="Path">The repository's path, such as <c>library/busybox</c>.</param>
/// <param name="Tag">The tag; null when none is written.</param>
/// <param name="Digest">The digest as text; null when none is written.</param>
/// <remarks>The grammar is that of distribution/reference.</remarks>
public sealed record ReferenceParts(string Domain, string Path, string? Tag, string? Digest)
{
    /// <summary>The largest number of characters of a path.</summary>
    public const int MaxPathLength = 255;

    /// <summary><c>domain/path</c>, or the path alone.</summary>
    public string Name => Domain.Length == 0 ? Path : $"{Domain}/{Path}";

    /// <summary>Splits <c>[domain/]path[:tag][@digest]</c>.</summary>
    /// <exception cref="FormatException">The text is not such a reference; the message says why.</exception>
    public static ReferenceParts Parse(string text)
    {
        var parts = TrySplit(text, out var error);
        return parts ?? throw new FormatException(error);
    }

    /// <summary>Splits <c>[domain/]path</c>, without tag and digest.</summary>
    /// <exception cref="FormatException">The text is not such a name.</exception>
    public static ReferenceParts ParseName(string name)
    {
        var (domain, path) = ReferenceGrammar.SplitName(name)
            ?? throw new FormatException($"\"{name}\" is not a repository name: {ReferenceGrammar.NameHelp}");
        return path.Length <= MaxPathLength
            ? new ReferenceParts(domain, path, null, null)
            : throw new FormatException(PathTooLong(path));
    }

    /// <summary>The same reference with another tag.</summary>
    /// <exception cref="FormatException">The tag is malformed.</exception>
    public ReferenceParts WithTag(string tag) => ReferenceGrammar.IsTag(tag)
        ? this with { Tag = tag }
        : throw new FormatException($"\"{tag}\" is not a tag: {ReferenceGrammar.TagHelp}");

    /// <summary>The same reference with another digest, of any algorithm.</summary>
    /// <exception cref="FormatException">The digest is malformed.</exception>
    public ReferenceParts WithDigest(string digest) => ReferenceGrammar.IsDigest(digest)
        ? this with { Digest = digest }
        : throw new FormatException($"\"{digest}\" is not a digest: expected an algorithm, a colon and at least 32 hexadecimal characters");

    /// <summary>The reference as text; <see cref="Parse"/> reads it back.</summary>
    public override string ToString() =>
        Name + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    internal static ReferenceParts? TrySplit(string text, out string error)
    {
        error = "";
        if (text.Length == 0)
        {
            error = "the image reference is empty";
            return null;
        }

        if (SplitUnchecked(text) is not { } parts)
        {
            // What only lower-casing makes valid has a clearer message than "invalid".
            var lower = text.ToLowerInvariant();
            error = lower != text && SplitUnchecked(lower) is not null
                ? $"\"{text}\" is not an image reference: the repository name must be lower case"
                : $"\"{text}\" is not an image reference: expected [HOST[:PORT]/]PATH[:TAG][@DIGEST], where {ReferenceGrammar.NameHelp}, and {ReferenceGrammar.TagHelp}";
            return null;
        }

        if (parts.Path.Length > MaxPathLength)
        {
            error = PathTooLong(parts.Path);
            return null;
        }

        // sha512 is left out as distribution/reference does: registries address manifests by sha256.
        if (parts.Digest is { } digest && (!Oci.Digest.TryParse(digest, out var known) || known.Algorithm != "sha256"))
        {
            error = $"\"{text}\" has the digest {digest}; expected sha256: and 64 lower-case hexadecimal characters";
            return null;
        }

        return parts;
    }

    private static string PathTooLong(string path) =>
        $"the repository name has {path.Length} characters; at most {MaxPathLength} are allowed";

    private static ReferenceParts? SplitUnchecked(string text)
    {
        string? digest = null;
        var at = text.IndexOf('@');
        if (at >= 0)
        {
            digest = text[(at + 1)..];
            text = text[..at];
            if (!ReferenceGrammar.IsDigest(digest))
            {
                return null;
            }
        }

        // A colon after the last slash begins the tag; one before it belongs to the port.
        string? tag = null;
        var colon = text.LastIndexOf(':');
        if (colon > text.LastIndexOf('/'))
        {
            tag = text[(colon + 1)..];
            text = text[..colon];
            if (!ReferenceGrammar.IsTag(tag))
            {
                return null;
            }
        }

        return ReferenceGrammar.SplitName(text) is var (domain, path) ? new ReferenceParts(domain, path, tag, digest) : null;
    }
}
