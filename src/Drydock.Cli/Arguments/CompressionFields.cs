using System.Globalization;
using Drydock.Dockerfile.Stages;
using Drydock.Images.Packing;
using Drydock.Layers.Compression;

namespace Drydock.Cli.Arguments;

/// <summary>The keys <c>compression</c>, <c>compression-level</c> and <c>force-compression</c>, which outputs and caches share.</summary>
internal static class CompressionFields
{
    private static readonly string[] s_kinds = ["gzip", "zstd", "uncompressed"];

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["compression", "compression-level", "force-compression"];

    /// <summary>What the fields say of the form of layers.</summary>
    /// <param name="flag">The flag, for messages.</param>
    /// <param name="text">Its whole value, for messages.</param>
    /// <param name="fields">The fields; those of other keys do not count, and of equal keys the last one counts.</param>
    /// <exception cref="UsageException">A value is none of those allowed, or the kind has no such level.</exception>
    public static PackOptions Parse(string flag, string text, IEnumerable<(string Key, string? Value)> fields)
    {
        var packing = new PackOptions();
        foreach (var (key, value) in fields)
        {
            packing = key switch
            {
                "compression" => packing with { Compression = Kind(flag, text, value) },
                "compression-level" => packing with { Level = Level(flag, text, value) },
                "force-compression" => packing with { Force = CsvFields.Bool(flag, key, value) },
                _ => packing,
            };
        }

        return packing.Level is { } level && !IsLevel(packing.Compression, level)
            ? throw new UsageException($"invalid compression-level {level} in {flag} {text}: gzip has 0 to 9, zstd 1 to 22, uncompressed none")
            : packing;
    }

    private static CompressionKind Kind(string flag, string text, string? value) => value switch
    {
        "gzip" => CompressionKind.Gzip,
        "zstd" => CompressionKind.Zstd,
        "uncompressed" => CompressionKind.None,
        "estargz" or "nydus" => throw new UsageException($"compression \"{value}\" in {flag} {text} is not available in this version: gzip, zstd or uncompressed"),
        _ => throw new UsageException($"invalid compression \"{value}\" in {flag} {text}{Suggestion.Text(value ?? "", s_kinds)}\nthe compressions are {string.Join(", ", s_kinds)}"),
    };

    private static int Level(string flag, string text, string? value) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var level)
        ? level
        : throw new UsageException($"invalid compression-level \"{value}\" in {flag} {text}: a number expected");

    private static bool IsLevel(CompressionKind kind, int level) => kind switch
    {
        CompressionKind.Gzip => level is >= 0 and <= 9,
        CompressionKind.Zstd => level is >= 1 and <= 22,
        _ => false,
    };
}
