using Drydock.Registry.Http;

namespace Drydock.Registry.Credentials;

/// <summary>The names under which credential files and helpers know a registry.</summary>
internal static class CredentialKey
{
    /// <summary>Docker's key of Docker Hub, a URL of an API that is long gone.</summary>
    private const string DockerHub = "https://index.docker.io/v1/";

    /// <summary>What docker writes for a registry, and what helpers are asked with.</summary>
    public static string ToWrite(string host) => HostAddress.IsDockerHub(host) ? DockerHub : host;

    /// <summary>A key as found in a file, in the form <c>host</c> or <c>host/path</c>.</summary>
    public static string Normalize(string key)
    {
        var start = key.IndexOf("://", StringComparison.Ordinal);
        var isUrl = start >= 0;
        key = (isUrl ? key[(start + 3)..] : key).TrimEnd('/');
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (key, "") : (key[..slash], key[(slash + 1)..]);
        host = HostAddress.IsDockerHub(host) ? HostAddress.DockerHub : host;
        // docker login once wrote URLs with the API version.
        return path.Length == 0 || isUrl || path is "v1" or "v2" ? host : $"{host}/{path}";
    }

    /// <summary>The normalized keys that may hold the credential for a repository, the closest first.</summary>
    public static IEnumerable<string> Candidates(string host, string? path)
    {
        host = HostAddress.IsDockerHub(host) ? HostAddress.DockerHub : host;
        for (var rest = path ?? ""; rest.Length > 0; rest = rest[..Math.Max(0, rest.LastIndexOf('/'))])
        {
            yield return $"{host}/{rest}";
        }

        yield return host;
    }
}
