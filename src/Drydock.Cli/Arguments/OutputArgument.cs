using System.Globalization;
using Drydock.Build.Exporting;
using Drydock.Dockerfile.Stages;

namespace Drydock.Cli.Arguments;

/// <summary>The value of <c>--output</c>: <c>type=…,key=value,…</c>, a directory, or <c>-</c>.</summary>
internal static class OutputArgument
{
    private const string Flag = "--output";
    private static readonly string[] s_types = ["image", "oci", "docker", "tar", "local", "cacheonly", "registry"];
    private static readonly string[] s_keys =
    [
        "type", "dest", "name", "tar", "compression", "compression-level", "force-compression", "rewrite-timestamp",
        "oci-mediatypes", "push", "mode", "platform-split", "unpack", "store",
    ];

    /// <exception cref="UsageException">The value has an unknown type, key or combination.</exception>
    public static OutputSpec Parse(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return text == "-" ? new OutputSpec(OutputKind.Tar) { Destination = "-" } : new OutputSpec(OutputKind.Local) { Destination = text };
        }

        var fields = CsvFields.Parse(Flag, text);
        var type = fields.FirstOrDefault(f => f.Key == "type").Value
            ?? throw new UsageException($"invalid value {text} for {Flag}: type= is missing (one of {string.Join(", ", s_types)})");
        var spec = new OutputSpec(Kind(type));
        foreach (var (key, value) in fields)
        {
            spec = Apply(spec, key, value, text);
        }

        return Check(spec, text);
    }

    private static OutputKind Kind(string type) => type switch
    {
        "image" => OutputKind.Image,
        "oci" => OutputKind.Oci,
        "docker" => OutputKind.Docker,
        "tar" => OutputKind.Tar,
        "local" => OutputKind.Local,
        "cacheonly" => OutputKind.CacheOnly,
        "registry" => throw new UsageException($"{Flag} type=registry is not available in this version: build, then push the image with another tool from an oci archive"),
        _ => throw new UsageException($"unknown output type \"{type}\"{DidYouMean(type, s_types)}\nthe types are {string.Join(", ", s_types)}"),
    };

    private static OutputSpec Apply(OutputSpec spec, string key, string? value, string text) => key switch
    {
        "type" => spec,
        "dest" => spec with { Destination = value },
        "name" => spec with { Names = [.. spec.Names, .. (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] },
        "tar" => spec with { AsTar = CsvFields.Bool(Flag, key, value) },
        "compression" => spec with { Compression = value is "gzip" or "zstd" or "uncompressed" ? value : throw new UsageException($"invalid compression \"{value}\" in {Flag} {text}: gzip, zstd or uncompressed") },
        "compression-level" => spec with { CompressionLevel = int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var level) ? level : throw new UsageException($"invalid compression-level \"{value}\" in {Flag} {text}: a number expected") },
        "force-compression" => spec with { ForceCompression = CsvFields.Bool(Flag, key, value) },
        "rewrite-timestamp" => spec with { RewriteTimestamp = CsvFields.Bool(Flag, key, value) },
        "oci-mediatypes" => spec with { OciMediaTypes = CsvFields.Bool(Flag, key, value) },
        "push" when CsvFields.Bool(Flag, key, value) => throw new UsageException($"push=true in {Flag} is not available in this version"),
        "push" or "unpack" or "store" => spec,
        "mode" when value == "copy" => spec,
        "platform-split" => spec with { PlatformSplit = CsvFields.Bool(Flag, key, value) },
        _ => throw new UsageException($"unknown or unsupported key \"{key}\" in {Flag} {text}{DidYouMean(key, s_keys)}"),
    };

    private static OutputSpec Check(OutputSpec spec, string text) => spec.Kind switch
    {
        OutputKind.Local when spec.Destination is null or "-" => throw new UsageException($"{Flag} {text} needs dest=DIR"),
        OutputKind.Oci or OutputKind.Docker when !spec.AsTar && spec.Destination is null or "-" => throw new UsageException($"{Flag} {text} needs dest=DIR"),
        OutputKind.Oci or OutputKind.Docker or OutputKind.Tar when spec.Destination is null => spec with { Destination = "-" },
        _ => spec,
    };

    private static string DidYouMean(string name, IEnumerable<string> candidates) =>
        Suggestion.Nearest(name, candidates) is { } nearest ? $": did you mean \"{nearest}\"?" : "";
}
