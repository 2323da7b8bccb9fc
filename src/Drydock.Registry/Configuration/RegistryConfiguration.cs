using Drydock.Registry.Credentials;
using Drydock.Registry.Http;

namespace Drydock.Registry.Configuration;

/// <summary>Reads what the machine and the environment say about registries.</summary>
public static class RegistryConfiguration
{
    private const string SystemDirectory = "/etc/containers";

    /// <summary>
    /// Options from <c>registries.conf</c>, <c>certs.d</c>, credential files, <c>DRYDOCK_MIRROR</c>
    /// and the proxy variables.
    /// </summary>
    /// <param name="variable">Reads an environment variable; null for the process's own.</param>
    /// <param name="run">Runs credential helpers; null for processes of .NET.</param>
    /// <exception cref="RegistryException">A file or value is malformed (<see cref="RegistryOutcome.Configuration"/>).</exception>
    public static RegistryOptions Load(Func<string, string?>? variable = null, RunHelper? run = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        var home = ConfigHome(variable);
        var rules = RegistriesConf.Load(RegistriesFiles(variable, home));
        return new RegistryOptions
        {
            Rules = Combine(ParseMirrors(variable("DRYDOCK_MIRROR") ?? ""), rules),
            Credentials = CredentialStore.FromEnvironment(variable, run),
            CertificateDirectories =
            [
                .. home is null ? Array.Empty<string>() : [Path.Combine(home, "containers/certs.d"), Path.Combine(home, "docker/certs.d")],
                Path.Combine(SystemDirectory, "certs.d"),
                "/etc/docker/certs.d",
            ],
            Proxy = ProxyFrom(variable),
        };
    }

    /// <summary>
    /// Reads <c>[HOST=]MIRROR[/PATH],…</c>, as in DRYDOCK_MIRROR and <c>--registry-mirror</c>; without a host it is for docker.io.
    /// <c>http://</c> before a mirror allows plain HTTP.
    /// </summary>
    /// <exception cref="RegistryException">The text is malformed (<see cref="RegistryOutcome.Configuration"/>).</exception>
    public static IReadOnlyList<RegistryRule> ParseMirrors(string text)
    {
        var rules = new List<RegistryRule>();
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            var (prefix, location) = split < 0 ? (HostAddress.DockerHub, pair.TrimEnd('/')) : (pair[..split].Trim(), pair[(split + 1)..].Trim().TrimEnd('/'));
            var insecure = location.StartsWith("http://", StringComparison.Ordinal);
            location = insecure ? location[7..] : location.StartsWith("https://", StringComparison.Ordinal) ? location[8..] : location;
            if (!RepositoryName.IsLocation(prefix) || !RepositoryName.IsLocation(location) || prefix == location)
            {
                throw new RegistryException(
                    RegistryOutcome.Configuration,
                    $"\"{Redactor.Clean(pair, 100)}\" does not name a mirror",
                    "write DRYDOCK_MIRROR or --registry-mirror as docker.io=127.0.0.1:5000,ghcr.io=mirror.example/ghcr");
            }

            var slash = location.IndexOf('/', StringComparison.Ordinal);
            var mirror = slash < 0
                ? new MirrorLocation(location, "", insecure)
                : new MirrorLocation(location[..slash], location[(slash + 1)..], insecure);
            rules.Add(new RegistryRule(prefix) { Mirrors = [mirror] });
        }

        return rules.Count == 0 ? [] : Combine(rules, []);
    }

    /// <summary>
    /// One rule a prefix: mirrors of <paramref name="first"/> come before those of
    /// <paramref name="then"/>, and a location, block or insecurity of either counts.
    /// </summary>
    public static IReadOnlyList<RegistryRule> Combine(IEnumerable<RegistryRule> first, IEnumerable<RegistryRule> then) =>
        [.. first.Concat(then).GroupBy(rule => rule.Prefix, StringComparer.Ordinal).Select(same => new RegistryRule(same.Key)
        {
            Location = same.Select(rule => rule.Location).FirstOrDefault(location => location is not null),
            Insecure = same.Any(rule => rule.Insecure),
            Blocked = same.Any(rule => rule.Blocked),
            Mirrors = [.. same.SelectMany(rule => rule.Mirrors).Distinct()],
        })];

    private static IEnumerable<string> RegistriesFiles(Func<string, string?> variable, string? home)
    {
        if (variable("CONTAINERS_REGISTRIES_CONF") is { Length: > 0 } named)
        {
            return [named];
        }

        var own = home is null ? null : Path.Combine(home, "containers/registries.conf");
        var main = own is not null && File.Exists(own) ? own : Path.Combine(SystemDirectory, "registries.conf");
        return [main, .. DropIns(SystemDirectory), .. home is null ? [] : DropIns(Path.Combine(home, "containers"))];
    }

    private static IEnumerable<string> DropIns(string directory)
    {
        var files = Path.Combine(directory, "registries.conf.d");
        return Directory.Exists(files) ? Directory.GetFiles(files, "*.conf").Order(StringComparer.Ordinal) : [];
    }

    private static string? ConfigHome(Func<string, string?> variable) =>
        variable("XDG_CONFIG_HOME") is { Length: > 0 } config ? config
        : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config")
        : null;

    private static ProxyOptions? ProxyFrom(Func<string, string?> variable)
    {
        var (http, https) = (Either("HTTP_PROXY"), Either("HTTPS_PROXY"));
        return http is null && https is null
            ? null
            : new ProxyOptions(http, https, (Either("NO_PROXY") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

        string? Either(string name) =>
            variable(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower : variable(name) is { Length: > 0 } upper ? upper : null;
    }
}
