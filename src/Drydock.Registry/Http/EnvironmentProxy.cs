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
        _http = ToUri(options.Http);
        _https = ToUri(options.Https);
        _bypass = options.Bypass;
        Credentials = new UserInfoCredentials();
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

    private static Uri? ToUri(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"
            ? uri
            : throw new RegistryException(
                RegistryOutcome.Configuration, "the proxy in HTTP_PROXY or HTTPS_PROXY is not a URL", "write it as http://host:port");
    }

    /// <summary>The user and password that stand in the URL of the proxy itself.</summary>
    private sealed class UserInfoCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
            return colon < 0
                ? null
                : new NetworkCredential(Uri.UnescapeDataString(uri.UserInfo[..colon]), Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]));
        }
    }
}
