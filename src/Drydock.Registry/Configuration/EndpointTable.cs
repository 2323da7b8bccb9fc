using Drydock.Registry.Http;

namespace Drydock.Registry.Configuration;

/// <summary>Decides where a repository is pulled from and pushed to.</summary>
internal sealed class EndpointTable(RegistryOptions options)
{
    /// <summary>Whether plain HTTP and unverified TLS were allowed for a host by name.</summary>
    public bool IsInsecure(string host) =>
        options.InsecureHosts.Any(named => Same(named, host))
        || options.Rules.Any(rule => rule.Insecure && Same(rule.Location?.Split('/')[0] ?? rule.Prefix.Split('/')[0], host));

    /// <summary>The registry itself: where pushes go, and pulls that no mirror served.</summary>
    public Endpoint Origin(RepositoryName repository)
    {
        var rule = RuleFor(repository);
        var (host, path) = (repository.Host, repository.Path);
        if (rule?.Location is { } location)
        {
            (host, path) = Relocate(repository, rule.Prefix, location);
        }

        var registry = HostAddress.IsDockerHub(host) ? HostAddress.DockerHub : host;
        return new Endpoint(registry, HostAddress.AuthorityOf(host), path, rule?.Insecure == true || IsInsecure(host), IsMirror: false);
    }

    /// <summary>Where to pull from, in the order to ask: mirrors, then the registry itself.</summary>
    /// <exception cref="RegistryException">The configuration blocks the repository.</exception>
    public IReadOnlyList<Endpoint> ForPull(RepositoryName repository, bool byDigest)
    {
        var rule = RuleFor(repository);
        if (rule?.Blocked == true)
        {
            throw new RegistryException(
                RegistryOutcome.Denied, $"pulling from {repository} is blocked by the rule \"{rule.Prefix}\" of registries.conf");
        }

        var mirrors = from mirror in rule?.Mirrors ?? []
                      where mirror.Pulls == MirrorPulls.All || mirror.Pulls == (byDigest ? MirrorPulls.DigestOnly : MirrorPulls.TagOnly)
                      let path = PathAt(mirror, rule!.Prefix, repository)
                      select new Endpoint(mirror.Host, mirror.Host, path, mirror.Insecure || IsInsecure(mirror.Host), IsMirror: true);
        return [.. mirrors, Origin(repository)];
    }

    private static string PathAt(MirrorLocation mirror, string prefix, RepositoryName repository)
    {
        var rest = repository.Path;
        var slash = prefix.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            rest = rest[(prefix.Length - slash - 1)..].TrimStart('/');
        }

        return mirror.PathPrefix.Length == 0 ? rest : rest.Length == 0 ? mirror.PathPrefix : $"{mirror.PathPrefix}/{rest}";
    }

    private static (string Host, string Path) Relocate(RepositoryName repository, string prefix, string location)
    {
        var full = repository.ToString();
        // A wildcard prefix stands for the host alone.
        var matched = prefix.StartsWith("*.", StringComparison.Ordinal) ? repository.Host.Length : prefix.Length;
        var moved = location.TrimEnd('/') + full[matched..];
        var slash = moved.IndexOf('/', StringComparison.Ordinal);
        return (moved[..slash], moved[(slash + 1)..]);
    }

    private RegistryRule? RuleFor(RepositoryName repository) => options.Rules
        .Where(rule => Matches(rule.Prefix, repository))
        .MaxBy(rule => rule.Prefix.Length);

    private static bool Matches(string prefix, RepositoryName repository)
    {
        if (prefix.StartsWith("*.", StringComparison.Ordinal))
        {
            return repository.Host.EndsWith(prefix[1..], StringComparison.OrdinalIgnoreCase);
        }

        var full = repository.ToString();
        return full.StartsWith(prefix, StringComparison.Ordinal) && (full.Length == prefix.Length || full[prefix.Length] == '/');
    }

    private static bool Same(string left, string right) =>
        string.Equals(HostAddress.AuthorityOf(left), HostAddress.AuthorityOf(right), StringComparison.OrdinalIgnoreCase);
}
