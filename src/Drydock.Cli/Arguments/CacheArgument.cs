using Drydock.Build.Caching.Sharing;
using Drydock.Dockerfile.Stages;
using Drydock.Oci;

namespace Drydock.Cli.Arguments;

/// <summary>The values of <c>--cache-from</c> and <c>--cache-to</c>: <c>type=…,key=value,…</c>, or a name at a registry.</summary>
internal static class CacheArgument
{
    private const string From = "--cache-from";
    private const string To = "--cache-to";
    private static readonly string[] s_types = ["registry", "local", "inline"];
    private static readonly string[] s_fromKeys = ["type", "ref", "src", "tag", "digest"];
    private static readonly string[] s_toKeys = ["type", "ref", "dest", "tag", "mode", .. CompressionFields.Keys, "ignore-error", "image-manifest", "oci-mediatypes"];

    /// <exception cref="UsageException">The value has an unknown type or key, or lacks one.</exception>
    public static SharedCacheSource ParseSource(string text)
    {
        var fields = Fields(From, text, s_fromKeys);
        switch (Kind(From, text, fields))
        {
            case SharedCacheKind.Local:
                var directory = Required(From, text, fields, "src");
                var place = fields.GetValueOrDefault("digest") is { } digest ? $"{directory}@{digest}" : $"{directory}:{fields.GetValueOrDefault("tag") ?? Reference.DefaultTag}";
                return new SharedCacheSource(SharedCacheKind.Local, null, place);
            case SharedCacheKind.Inline:
                throw new UsageException($"{From} {text}: a cache inline in an image is read with type=registry,ref=IMAGE");
            default:
                return new SharedCacheSource(SharedCacheKind.Registry, Name(From, text, fields), null);
        }
    }

    /// <exception cref="UsageException">The value has an unknown type or key, or lacks one.</exception>
    public static SharedCacheTarget ParseTarget(string text)
    {
        var fields = Fields(To, text, s_toKeys);
        var kind = Kind(To, text, fields);
        var target = new SharedCacheTarget(kind)
        {
            IsMax = Mode(text, fields.GetValueOrDefault("mode")),
            IgnoresErrors = !fields.TryGetValue("ignore-error", out var ignore) || CsvFields.Bool(To, "ignore-error", ignore),
            Packing = CompressionFields.Parse(To, text, fields.Select(f => (f.Key, f.Value))),
        };
        return kind switch
        {
            SharedCacheKind.Registry => target with { Reference = Name(To, text, fields) },
            SharedCacheKind.Local => target with { Directory = Required(To, text, fields, "dest"), Tag = fields.GetValueOrDefault("tag") ?? Reference.DefaultTag },
            _ => target,
        };
    }

    /// <exception cref="UsageException">As <see cref="ParseTarget"/>, or the type is inline.</exception>
    public static SharedCacheTarget ParseMountsTarget(string text) => ParseTarget(text) is { Kind: not SharedCacheKind.Inline } target
        ? target
        : throw new UsageException($"--cache-mounts-to {text}: an image has no room for cache mounts; use registry or local");

    private static Dictionary<string, string?> Fields(string flag, string text, string[] keys)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return new() { ["type"] = "registry", ["ref"] = text };
        }

        var fields = new Dictionary<string, string?>();
        foreach (var (key, value) in CsvFields.Parse(flag, text))
        {
            if (!keys.Contains(key))
            {
                throw new UsageException($"unknown key \"{key}\" in {flag} {text}{Suggestion.Text(key, keys)}\nthe keys are {string.Join(", ", keys)}");
            }

            fields[key] = value;
        }

        return fields;
    }

    private static SharedCacheKind Kind(string flag, string text, Dictionary<string, string?> fields) => fields.GetValueOrDefault("type") switch
    {
        "registry" => SharedCacheKind.Registry,
        "local" => SharedCacheKind.Local,
        "inline" => SharedCacheKind.Inline,
        null => throw new UsageException($"invalid value {text} for {flag}: type= is missing (one of {string.Join(", ", s_types)})"),
        var type and ("gha" or "s3" or "azblob") => throw new UsageException($"{flag} {text}: caches of type {type} are not available; use {string.Join(", ", s_types)}"),
        var type => throw new UsageException($"unknown cache type \"{type}\" in {flag} {text}{Suggestion.Text(type, s_types)}\nthe types are {string.Join(", ", s_types)}"),
    };

    private static bool Mode(string text, string? mode) => mode switch
    {
        null or "min" => false,
        "max" => true,
        _ => throw new UsageException($"invalid mode \"{mode}\" in {To} {text}: min or max"),
    };

    private static Reference Name(string flag, string text, Dictionary<string, string?> fields) =>
        Reference.TryParse(Required(flag, text, fields, "ref"), out var reference, out var error) ? reference.WithDefaultTag() : throw new UsageException($"{flag} {text}: {error}");

    private static string Required(string flag, string text, Dictionary<string, string?> fields, string key) =>
        fields.GetValueOrDefault(key) is { Length: > 0 } value ? value : throw new UsageException($"{flag} {text} needs {key}=");
}
