using Drydock.Build.Attesting;
using Drydock.Dockerfile.Stages;

namespace Drydock.Cli.Arguments;

/// <summary>The values of <c>--provenance</c> and <c>--attest</c>.</summary>
internal static class ProvenanceArgument
{
    private const string Flag = "--provenance";
    private const string AttestFlag = "--attest";
    private static readonly string[] s_types = ["provenance", "sbom"];
    private static readonly string[] s_keys = ["type", "mode", "builder-id", "reproducible", "version", "filename", "inline-only", "disabled"];

    /// <summary>What is to be stated; null for nothing.</summary>
    /// <param name="provenance">The value of <c>--provenance</c>; null when it was not given.</param>
    /// <param name="attestations">The values of <c>--attest</c>.</param>
    /// <exception cref="UsageException">A value is malformed, or asks for what there is not.</exception>
    public static ProvenanceOptions? Parse(string? provenance, IEnumerable<string>? attestations)
    {
        ProvenanceOptions? options = null;
        foreach (var text in attestations ?? [])
        {
            var fields = CsvFields.Parse(AttestFlag, text);
            var type = fields.FirstOrDefault(f => f.Key == "type").Value;
            options = type switch
            {
                "provenance" => Read(AttestFlag, text, fields),
                "sbom" when IsDisabled(AttestFlag, fields) => options,
                "sbom" => throw new UsageException($"{AttestFlag} {text}: nothing here lists the packages of an image\nwrite -o type=oci,dest=FILE, and give that to a scanner such as syft"),
                null => throw new UsageException($"{AttestFlag} {text}: type= is missing (one of {string.Join(", ", s_types)})"),
                _ => throw new UsageException($"unknown attestation type \"{type}\"{Suggestion.Text(type, s_types)}\nthe types are {string.Join(", ", s_types)}"),
            };
        }

        return provenance switch
        {
            null => options,
            "false" or "0" => null,
            "" or "true" or "1" => new ProvenanceOptions(),
            "min" or "max" => Read(Flag, provenance, [("mode", provenance)]),
            _ => Read(Flag, provenance, CsvFields.Parse(Flag, provenance)),
        };
    }

    private static ProvenanceOptions? Read(string flag, string text, IReadOnlyList<(string Key, string? Value)> fields)
    {
        var options = new ProvenanceOptions();
        foreach (var (key, value) in fields)
        {
            options = key switch
            {
                "mode" when value is "min" or "max" => options with { IsMax = value == "max" },
                "mode" => throw new UsageException($"invalid mode \"{value}\" in {flag} {text}: min or max"),
                "version" when value != "v1" => throw new UsageException($"invalid version \"{value}\" in {flag} {text}: only SLSA v1 is written"),
                "builder-id" => options with { BuilderId = value ?? "" },
                "reproducible" => options with { IsReproducible = CsvFields.Bool(flag, key, value) },
                "filename" when value is null or "" or "." or ".." || value.Contains('/') => throw new UsageException($"invalid filename \"{value}\" in {flag} {text}: the name of a file expected"),
                "filename" => options with { FileName = value },
                "type" or "version" or "inline-only" or "disabled" => options,
                _ => throw new UsageException($"unknown key \"{key}\" in {flag} {text}{Suggestion.Text(key, s_keys)}"),
            };
        }

        return IsDisabled(flag, fields) ? null : options;
    }

    private static bool IsDisabled(string flag, IReadOnlyList<(string Key, string? Value)> fields) =>
        fields.Any(f => f.Key == "disabled") && CsvFields.Bool(flag, "disabled", fields.Last(f => f.Key == "disabled").Value);
}
