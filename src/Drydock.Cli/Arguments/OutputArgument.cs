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
        "type", "dest", "name", "tar", .. CompressionFields.Keys, "rewrite-timestamp",
        "oci-mediatypes", "push", "push-by-digest", "registry.insecure", "annotation.", "mode", "platform-split", "unpack", "store", "name-canonical", "dangling-name-prefix",
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
        var isRegistry = type == "registry";
        var spec = new OutputSpec(Kind(type)) { Push = isRegistry, Store = !isRegistry, Packing = CompressionFields.Parse(Flag, text, fields) };
        foreach (var (key, value) in fields)
        {
            spec = Apply(spec, key, value, text);
        }

        return Check(spec, text);
    }

    private static OutputKind Kind(string type) => type switch
    {
        "image" or "registry" => OutputKind.Image,
        "oci" => OutputKind.Oci,
        "docker" => OutputKind.Docker,
        "tar" => OutputKind.Tar,
        "local" => OutputKind.Local,
        "cacheonly" => OutputKind.CacheOnly,
        _ => throw new UsageException($"unknown output type \"{type}\"{Suggestion.Text(type, s_types)}\nthe types are {string.Join(", ", s_types)}"),
    };

    private static OutputSpec Apply(OutputSpec spec, string key, string? value, string text) => key switch
    {
        "type" or "compression" or "compression-level" or "force-compression" => spec,
        "dest" => spec with { Destination = value },
        "name" => spec with { Names = [.. spec.Names, .. (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] },
        "tar" => spec with { AsTar = CsvFields.Bool(Flag, key, value) },
        "rewrite-timestamp" => spec with { RewriteTimestamp = CsvFields.Bool(Flag, key, value) },
        "oci-mediatypes" => spec with { OciMediaTypes = CsvFields.Bool(Flag, key, value) },
        "push" => spec with { Push = CsvFields.Bool(Flag, key, value) },
        "push-by-digest" => spec with { PushByDigest = CsvFields.Bool(Flag, key, value) },
        "store" => spec with { Store = CsvFields.Bool(Flag, key, value) },
        "registry.insecure" when CsvFields.Bool(Flag, key, value) => throw new UsageException($"registry.insecure in {Flag} {text}: use --insecure-registry HOST, which holds for bases as well"),
        "unpack" or "registry.insecure" or "name-canonical" or "dangling-name-prefix" => spec,
        _ when AnnotationArgument.TryParseKey(key) is { } annotations => spec with { Annotations = [.. spec.Annotations, .. annotations(value ?? "")] },
        "mode" when spec.Kind == OutputKind.Local => spec with { DeletesStale = value switch
        {
            "copy" => false,
            "delete" => true,
            _ => throw new UsageException($"invalid mode \"{value}\" in {Flag} {text}: copy or delete"),
        } },
        "platform-split" => spec with { PlatformSplit = CsvFields.Bool(Flag, key, value) },
        _ => throw new UsageException($"unknown or unsupported key \"{key}\" in {Flag} {text}{Suggestion.Text(key, s_keys)}"),
    };

    private static OutputSpec Check(OutputSpec spec, string text) => spec.Kind switch
    {
        OutputKind.Local when spec.Destination is null or "-" => throw new UsageException($"{Flag} {text} needs dest=DIR"),
        OutputKind.Local when spec.DeletesStale && !IsBelowCurrent(spec.Destination) => throw new UsageException(
            $"{Flag} {text}: mode=delete removes what is in {spec.Destination}, which is not below the current folder\ngo to the folder above it first"),
        OutputKind.Oci or OutputKind.Docker when !spec.AsTar && spec.Destination is null or "-" => throw new UsageException($"{Flag} {text} needs dest=DIR"),
        not OutputKind.Image when spec.Push => throw new UsageException($"push=true in {Flag} {text}: only type=image is pushed"),
        OutputKind.Image when spec.PushByDigest && !spec.Push => throw new UsageException($"push-by-digest in {Flag} {text} needs push=true"),
        OutputKind.Oci or OutputKind.Docker or OutputKind.Tar when spec.Destination is null => spec with { Destination = "-" },
        _ => spec,
    };

    // What is removed by mistake is at least something that whoever builds is looking at.
    private static bool IsBelowCurrent(string destination) =>
        Path.GetFullPath(destination).StartsWith(Environment.CurrentDirectory.TrimEnd('/') + "/", StringComparison.Ordinal)
        && Path.GetFullPath(destination).TrimEnd('/') != Environment.CurrentDirectory.TrimEnd('/');
}
