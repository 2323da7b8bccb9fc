using System.Net;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>Chooses the proxy of a URL as the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.</summary>
/// <remarks>
/// The runtime's own reading of these variables knows neither CIDR blocks nor <c>*</c>, which the
/// container tools that share the variables understand. Loopback is never proxied.
/// </remarks>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly IReadOnlyList<string> _bypass;

    public EnvironmentProxy(ProxyOptions options)
    {
        var credentials = new CredentialCache();
        _http = ToUri(options.Http, credentials);
        _https = ToUri(options.Https, credentials);
        _bypass = options.Bypass;
        Credentials = credentials;
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    public bool IsBypassed(Uri host) =>
        HostAddress.IsLoopback(host.IdnHost) || _bypass.Any(entry => Matches(entry.Trim(), host));

    private static bool Matches(string entry, Uri uri)
    {
        if (entry == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(entry, out var network))
        {
            return IPAddress.TryParse(uri.IdnHost, out var address) && network.Contains(address);
        }

        var name = HostAddress.WithoutPort(entry);
        if (name.Length + 1 < entry.Length && !entry.StartsWith('[') && !entry.EndsWith($":{uri.Port}", StringComparison.Ordinal))
        {
            return false;
        }

        name = name.TrimStart('*').TrimStart('.');
        return name.Length > 0
            && (uri.IdnHost.Equals(name, StringComparison.OrdinalIgnoreCase)
                || uri.IdnHost.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }

    private static Uri? ToUri(string? text, CredentialCache credentials)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https" or "socks4" or "socks4a" or "socks5"))
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, "the proxy in HTTP_PROXY or HTTPS_PROXY is not a URL", "write it as http://host:port");
        }

        // The runtime prints the URL of a proxy that fails: user and password must not stand in it.
        var bare = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            var credential = new NetworkCredential(Uri.UnescapeDataString(uri.UserInfo[..colon]), Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]));
            credentials.Remove(bare, "Basic");
            credentials.Add(bare, "Basic", credential);
        }

        return bare;
    }
}
