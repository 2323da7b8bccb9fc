using System.Diagnostics.CodeAnalysis;

namespace Drydock.Oci;

/// <summary>
/// A reference to an image, with everything that docker leaves out filled in: <c>busybox</c> is
/// <c>docker.io/library/busybox</c>.
/// </summary>
/// <remarks>Follows distribution/reference: its normalisation, and its grammar (<see cref="ReferenceParts"/>).</remarks>
public sealed record Reference
{
    /// <summary>The domain of names that have none.</summary>
    public const string DefaultDomain = "docker.io";

    /// <summary>The tag of references that have neither tag nor digest.</summary>
    public const string DefaultTag = "latest";

    private const string LegacyDefaultDomain = "index.docker.io";
    private const string OfficialPrefix = "library/";
    private const int IdentifierLength = 64;

    private Reference(ReferenceParts parts)
    {
        Domain = parts.Domain;
        Path = parts.Path;
        Tag = parts.Tag;
        Digest = parts.Digest is null ? default : Oci.Digest.Parse(parts.Digest);
    }

    /// <summary>The registry's host, with its port if any: <c>docker.io</c>, <c>localhost:5000</c>.</summary>
    public string Domain { get; }

    /// <summary>The path in the registry: <c>library/busybox</c>.</summary>
    public string Path { get; }

    /// <summary>The tag; null when there is none.</summary>
    public string? Tag { get; private init; }

    /// <summary>The digest; empty when there is none.</summary>
    public Digest Digest { get; private init; }

    /// <summary><c>docker.io/library/busybox</c>: domain and path.</summary>
    public string Name => $"{Domain}/{Path}";

    /// <summary>The name as docker prints it: <c>busybox</c>, <c>moby/buildkit</c>, <c>ghcr.io/a/b</c>.</summary>
    public string FamiliarName
    {
        get
        {
            if (Domain != DefaultDomain)
            {
                return Name;
            }

            return Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && Path.IndexOf('/', OfficialPrefix.Length) < 0
                ? Path[OfficialPrefix.Length..]
                : Path;
        }
    }

    /// <summary>Whether there is neither a tag nor a digest.</summary>
    public bool IsNameOnly => Tag is null && Digest.IsEmpty;

    /// <summary>
    /// What a registry is asked for: the digest where there is one, else the tag, else <see cref="DefaultTag"/>.
    /// </summary>
    public string TagOrDigest => Digest.IsEmpty ? Tag ?? DefaultTag : Digest.ToString();

    /// <summary>Parses a reference as a user writes it.</summary>
    /// <exception cref="FormatException">The text is not a reference; the message says why.</exception>
    public static Reference Parse(string text) =>
        TryParse(text, out var reference, out var error) ? reference : throw new FormatException(error);

    /// <summary>Parses a reference as a user writes it; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Reference? reference) =>
        TryParse(text, out reference, out _);

    /// <summary>Parses a reference as a user writes it; false, with one sentence of cause, when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Reference? reference, out string error)
    {
        reference = null;
        text ??= "";
        if (IsIdentifier(text))
        {
            error = $"\"{text}\" is an image ID, not an image reference: a repository name may not be 64 hexadecimal characters";
            return false;
        }

        if (text.Length == 0)
        {
            error = "the image reference is empty";
            return false;
        }

        var (domain, rest) = SplitDomain(text);
        var remote = rest.AsSpan(0, rest.IndexOf(':') is var colon and >= 0 ? colon : rest.Length);
        if (remote.ContainsAnyInRange('A', 'Z'))
        {
            error = $"\"{text}\" is not an image reference: the repository name {remote} must be lower case";
            return false;
        }

        if (ReferenceParts.TrySplit($"{domain}/{rest}", out error) is not { } parts)
        {
            return false;
        }

        // A host such as my_registry.lan is no domain by the grammar, but still the host.
        reference = new Reference(parts.Domain.Length == 0 ? parts with { Domain = domain, Path = parts.Path[(domain.Length + 1)..] } : parts);
        return true;
    }

    /// <summary>
    /// Parses an image ID written in full: 64 hexadecimal characters, or those after <c>sha256:</c>.
    /// </summary>
    public static bool TryParseImageId(string text, out Digest imageId) =>
        Oci.Digest.TryParse(IsIdentifier(text) ? "sha256:" + text : text, out imageId);

    /// <summary>The same reference with the default tag when it has neither tag nor digest.</summary>
    public Reference WithDefaultTag() => IsNameOnly ? this with { Tag = DefaultTag } : this;

    /// <summary>The name alone.</summary>
    public Reference WithoutTagAndDigest() => this with { Tag = null, Digest = default };

    /// <summary>The same reference with that tag.</summary>
    /// <exception cref="FormatException">The tag is malformed.</exception>
    public Reference WithTag(string tag) => this with { Tag = ToParts().WithTag(tag).Tag };

    /// <summary>The same reference with that digest; the empty digest removes it.</summary>
    public Reference WithDigest(Digest digest) => this with { Digest = digest };

    /// <summary>
    /// The form that names one thing: of a reference with both tag and digest the tag is dropped,
    /// and the default tag is added where there is neither (docker's <c>ParseDockerRef</c>).
    /// </summary>
    public Reference ToDockerForm() => Digest.IsEmpty ? WithDefaultTag() : this with { Tag = null };

    /// <summary>
    /// Whether a glob of docker's <c>--filter reference=</c> matches the familiar form, with or without tag and digest.
    /// </summary>
    /// <exception cref="FormatException">The pattern is malformed.</exception>
    public bool Matches(string pattern) =>
        PathGlob.IsMatch(pattern, ToFamiliarString()) || PathGlob.IsMatch(pattern, FamiliarName);

    /// <summary>The reference as docker prints it: <c>busybox:latest</c>.</summary>
    public string ToFamiliarString() => FamiliarName + Suffix;

    /// <summary>The full reference: <c>docker.io/library/busybox:latest</c>.</summary>
    public override string ToString() => Name + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest.IsEmpty ? "" : "@" + Digest);

    private ReferenceParts ToParts() => new(Domain, Path, Tag, Digest.IsEmpty ? null : Digest.ToString());

    private static bool IsIdentifier(string text) =>
        text.Length == IdentifierLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Finds out whether the first component is a host, and adds what docker leaves out.</summary>
    private static (string Domain, string Remainder) SplitDomain(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            return (DefaultDomain, OfficialPrefix + text);
        }

        var (first, rest) = (text[..slash], text[(slash + 1)..]);
        var isDomain = first == "localhost" || first.AsSpan().ContainsAny('.', ':') || first.AsSpan().ContainsAnyInRange('A', 'Z');
        var domain = !isDomain || first == LegacyDefaultDomain ? DefaultDomain : first;
        rest = isDomain ? rest : text;
        return domain == DefaultDomain && !rest.Contains('/') ? (domain, OfficialPrefix + rest) : (domain, rest);
    }
}
