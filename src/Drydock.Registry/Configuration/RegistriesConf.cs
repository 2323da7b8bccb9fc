using Drydock.Registry.Http;

namespace Drydock.Registry.Configuration;

/// <summary>Reads the <c>[[registry]]</c> tables of <c>registries.conf</c>; short names and search lists are not used.</summary>
/// <remarks>containers-registries.conf(5), version 2.</remarks>
internal static class RegistriesConf
{
    private const long MaxFileBytes = 1 << 20;

    /// <summary>The rules of several files; a later file replaces the rule of an earlier one with the same prefix.</summary>
    /// <exception cref="RegistryException">A file cannot be used.</exception>
    public static IReadOnlyList<RegistryRule> Load(IEnumerable<string> files)
    {
        var rules = new Dictionary<string, RegistryRule>(StringComparer.Ordinal);
        foreach (var file in files.Where(File.Exists))
        {
            foreach (var rule in LoadFile(file))
            {
                rules[rule.Prefix] = rule;
            }
        }

        return [.. rules.Values];
    }

    /// <summary>The rules in a text.</summary>
    /// <exception cref="FormatException">It is malformed; the message begins with the line.</exception>
    public static IReadOnlyList<RegistryRule> Parse(string text)
    {
        var rules = new List<RegistryRule>();
        foreach (var table in TomlReader.Read(text).Tables("registry"))
        {
            rules.Add(ToRule(table));
        }

        return rules;
    }

    private static IReadOnlyList<RegistryRule> LoadFile(string file)
    {
        try
        {
            return new FileInfo(file).Length <= MaxFileBytes
                ? Parse(File.ReadAllText(file))
                : throw new FormatException($"the file is larger than {MaxFileBytes} bytes");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, $"{file} cannot be used: {e.Message}", "correct it, or name another file in CONTAINERS_REGISTRIES_CONF", e);
        }
    }

    private static RegistryRule ToRule(TomlTable table)
    {
        var location = table.Text("location")?.TrimEnd('/');
        var prefix = (table.Text("prefix") ?? location)?.TrimEnd('/');
        if (string.IsNullOrEmpty(prefix))
        {
            throw new FormatException($"line {table.Line}: a registry needs a prefix or a location");
        }

        Check(table, prefix.StartsWith("*.", StringComparison.Ordinal) ? prefix[2..] : prefix);
        if (location is not null)
        {
            Check(table, location);
        }

        var digestOnly = table.Flag("mirror-by-digest-only");
        return new RegistryRule(prefix)
        {
            Location = location == prefix ? null : location,
            Insecure = table.Flag("insecure"),
            Blocked = table.Flag("blocked"),
            Mirrors = [.. table.Tables("mirror").Select(mirror => ToMirror(mirror, digestOnly))],
        };
    }

    private static MirrorLocation ToMirror(TomlTable table, bool digestOnly)
    {
        var location = table.Text("location")?.TrimEnd('/') ?? throw new FormatException($"line {table.Line}: a mirror needs a location");
        Check(table, location);
        var slash = location.IndexOf('/', StringComparison.Ordinal);
        var pulls = table.Text("pull-from-mirror") switch
        {
            null or "" => digestOnly ? MirrorPulls.DigestOnly : MirrorPulls.All,
            "all" => MirrorPulls.All,
            "digest-only" => MirrorPulls.DigestOnly,
            "tag-only" => MirrorPulls.TagOnly,
            _ => throw new FormatException($"line {table.Line}: pull-from-mirror must be all, digest-only or tag-only"),
        };
        return slash < 0
            ? new MirrorLocation(location, "", table.Flag("insecure"), pulls)
            : new MirrorLocation(location[..slash], location[(slash + 1)..], table.Flag("insecure"), pulls);
    }

    private static void Check(TomlTable table, string location)
    {
        if (!RepositoryName.IsLocation(location))
        {
            throw new FormatException($"line {table.Line}: \"{Redactor.Clean(location, 100)}\" is no host, or host and path");
        }
    }
}
