using System.Net;

namespace Drydock.Registry.Http;

/// <summary>Questions about hosts as image references write them: a name or address, perhaps with a port.</summary>
internal static class HostAddress
{
    /// <summary>The name of Docker Hub in image references.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>Where Docker Hub's registry really answers.</summary>
    private const string DockerHubAuthority = "registry-1.docker.io";

    /// <summary>Whether the host names Docker Hub in one of its spellings.</summary>
    public static bool IsDockerHub(string host) => host is DockerHub or "index.docker.io" or DockerHubAuthority;

    /// <summary>The authority of the URLs of a registry.</summary>
    public static string AuthorityOf(string host) => IsDockerHub(host) ? DockerHubAuthority : host;

    /// <summary>Whether the host is this machine itself: localhost, 127.0.0.0/8 or ::1.</summary>
    public static bool IsLoopback(string host)
    {
        var name = WithoutPort(host);
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>The host without <c>:port</c> and without the brackets of an IPv6 address.</summary>
    public static string WithoutPort(string host)
    {
        if (host.StartsWith('['))
        {
            var end = host.IndexOf(']', StringComparison.Ordinal);
            return end < 0 ? host : host[1..end];
        }

        var colon = host.LastIndexOf(':');
        return colon < 0 || host.IndexOf(':', StringComparison.Ordinal) != colon ? host : host[..colon];
    }

    /// <summary>Whether two URLs lead to the same server: scheme, host and port.</summary>
    public static bool SameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && left.IdnHost.Equals(right.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a URL leads to a host as image references write it, whose port may be the scheme's own.</summary>
    public static bool IsAt(Uri uri, string authority) =>
        Uri.TryCreate($"{uri.Scheme}://{authority}/", UriKind.Absolute, out var root) && SameOrigin(uri, root);
}
