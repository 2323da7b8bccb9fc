using Drydock.Dockerfile.Stages;
using Drydock.Images.Packing;
using Drydock.Oci;

namespace Drydock.Cli.Arguments;

/// <summary>
/// The value of <c>--annotation</c>, <c>[KIND[PLATFORM],…:]KEY=VALUE</c>, and the keys
/// <c>annotation[-KIND][PLATFORM].KEY</c> of <c>--output</c>.
/// </summary>
internal static class AnnotationArgument
{
    private const string Flag = "--annotation";
    private const string OutputKey = "annotation";

    private static readonly Dictionary<string, AnnotationPlace> s_places = new()
    {
        ["manifest"] = AnnotationPlace.Manifest,
        ["index"] = AnnotationPlace.Index,
        ["manifest-descriptor"] = AnnotationPlace.ManifestDescriptor,
        ["index-descriptor"] = AnnotationPlace.IndexDescriptor,
    };

    /// <summary>The annotations of one flag, one for each kind.</summary>
    /// <exception cref="UsageException">It is malformed, or the kind is unknown.</exception>
    public static IReadOnlyList<ImageAnnotation> Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"invalid value \"{text}\" for {Flag}: KEY=VALUE expected");
        }

        var (key, value) = (text[..equals], text[(equals + 1)..]);
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        var (kinds, name) = colon < 0 ? ("manifest", key) : (key[..colon], key[(colon + 1)..]);
        return name.Length == 0
            ? throw new UsageException($"invalid value \"{text}\" for {Flag}: KEY=VALUE expected")
            : [.. kinds.Split(',').Select(kind => Of(kind, name, value, $"{Flag} {text}"))];
    }

    /// <summary>A key of <c>--output</c> as what makes its annotation from the value; null for a key of another kind.</summary>
    /// <exception cref="UsageException">The kind is unknown, or the key has no name.</exception>
    public static Func<string, IReadOnlyList<ImageAnnotation>>? TryParseKey(string key)
    {
        if (!key.StartsWith(OutputKey, StringComparison.Ordinal))
        {
            return null;
        }

        var dot = key.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || dot + 1 == key.Length)
        {
            throw new UsageException($"invalid key \"{key}\" in --output: annotation.KEY or annotation-KIND.KEY expected");
        }

        var kind = key[OutputKey.Length..dot];
        var place = kind.Length == 0 || kind[0] == '[' ? "manifest" + kind : kind.TrimStart('-');
        return value => [Of(place, key[(dot + 1)..], value, $"--output {key}")];
    }

    private static ImageAnnotation Of(string kind, string name, string value, string where)
    {
        Platform? platform = null;
        if (kind.EndsWith(']') && kind.IndexOf('[', StringComparison.Ordinal) is > 0 and var bracket)
        {
            platform = PlatformArgument.Parse(kind[(bracket + 1)..^1]);
            kind = kind[..bracket];
        }

        return s_places.TryGetValue(kind, out var place)
            ? new ImageAnnotation(place, platform, name, value)
            : throw new UsageException($"unknown annotation kind \"{kind}\" in {where}{Suggestion.Text(kind, s_places.Keys)}\nthe kinds are {string.Join(", ", s_places.Keys)}");
    }
}
